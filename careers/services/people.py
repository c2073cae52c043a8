"""People as the operator keeps them: the address they sign in with, and whom a change concerns."""

from datetime import datetime

from allauth.account.models import EmailAddress
from django.db import transaction
from django.db.models import Q

from careers.access import ADMIN
from careers.models import Application, User
from careers.signals import announce


@transaction.atomic
def verify_address(user: User) -> None:
    """The operator vouches for the user's present address: she signs in by it, and by no other."""
    EmailAddress.objects.filter(user=user).exclude(email=user.email).delete()
    EmailAddress.objects.update_or_create(
        user=user, email=user.email, defaults={"verified": True, "primary": True}
    )


def address_is_taken(email: str, user: User) -> bool:
    """True if somebody else signs in by this address."""
    others = User.objects.filter(email__iexact=email).exclude(pk=user.pk)
    addresses = EmailAddress.objects.filter(email__iexact=email, verified=True)
    return others.exists() or addresses.exclude(user_id=user.pk).exists()


def plan_again_for(user: User, now: datetime) -> None:
    """Announce the open applications of a student, or of a counsellor's students.

    Of an admin also those without a counsellor: their news goes to an admin.
    """
    concerned = Q(student__user=user) | Q(student__counsellor=user)
    if user.role == ADMIN:
        nobodys = Q(student__counsellor=None) | Q(student__counsellor__is_active=False)
        concerned |= nobodys & Q(centre=user.centre_id)
    ids = list(Application.objects.filter(concerned).open().values_list("pk", flat=True))
    if user.centre_id and ids:
        announce(user.centre_id, ids, now)
