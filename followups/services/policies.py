"""Policy versions: the first one of each centre, and publishing another."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max

from careers.models import Centre, User
from followups.models import PolicyVersion
from followups.policy import default_data, parse_rules


def ensure_first_policy(centre: Centre, now: datetime) -> PolicyVersion:
    """Version 1, the defaults of policy.md, published for a new centre. Idempotent."""
    version, _created = PolicyVersion.objects.get_or_create(
        centre=centre,
        number=1,
        defaults={
            "data": default_data(),
            "status": "published",
            "created_at": now,
            "published_at": now,
        },
    )
    return version


def published(centre_id: int) -> PolicyVersion:
    """The rules in force."""
    version: PolicyVersion = PolicyVersion.objects.get(centre_id=centre_id, status="published")
    return version


@transaction.atomic
def publish(
    centre: Centre, data: Mapping[str, Any], *, reason: str, by: User | None, now: datetime
) -> PolicyVersion:
    """Put new rules in force as the next version and plan every open case again.

    One transaction: if we die here, the old rules and the old plans stand together. Raises
    RulesError if the rules cannot stand.
    """
    from followups.services.plans import reconcile_centre

    parse_rules(data)
    # The lock serialises two admins who publish at once; sweeps go on beside it (no_key).
    Centre.objects.select_for_update(no_key=True).get(pk=centre.pk)
    versions = PolicyVersion.objects.filter(centre=centre)
    versions.filter(status="published").update(status="retired")
    version: PolicyVersion = PolicyVersion.objects.create(
        centre=centre,
        number=(versions.aggregate(last=Max("number"))["last"] or 0) + 1,
        data=dict(data),
        status="published",
        reason=reason,
        author=by,
        created_at=now,
        published_at=now,
    )
    reconcile_centre(centre, now)
    return version
