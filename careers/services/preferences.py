"""What people choose for themselves: language, appearance, time zone."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction

from careers.models import Application, User
from careers.signals import announce


@transaction.atomic
def set_preferences(
    user: User,
    *,
    language: str | None = None,
    theme: str | None = None,
    time_zone: str | None = None,
    now: datetime,
) -> None:
    """Save those that are given. Raises ValidationError for a value that is none.

    A student's time zone decides when she hears of her slot, so her open cases are planned again.
    """
    wanted = {"language": language, "theme": theme, "time_zone": time_zone}
    changed = {k: v for k, v in wanted.items() if v is not None and v != getattr(user, k)}
    if not changed:
        return
    for name, value in changed.items():
        try:
            user._meta.get_field(name).clean(value, user)  # type: ignore[union-attr]
        except ValidationError as error:
            raise ValidationError({name: error.messages}) from None
        setattr(user, name, value)
    user.save(update_fields=list(changed))
    if "time_zone" in changed and user.centre_id:
        mine = Application.objects.filter(student__user=user).open()
        ids = list(mine.values_list("pk", flat=True))
        if ids:
            announce(user.centre_id, ids, now)
