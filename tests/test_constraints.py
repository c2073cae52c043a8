"""Every invariant stands in the database: each is violated once, by ways that skip all checks."""

from collections.abc import Iterator
from datetime import time
from typing import Any, NamedTuple

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, transaction
from django_scopes import scopes_disabled

from careers.models import Centre
from notifications.models import JobRun, Preference, ProviderEvent, UsedLink
from tests.careers.belongings import LATER, belongings, of_the_centre
from tests.people import make_cast

pytestmark = pytest.mark.django_db
APPS = ("careers", "followups", "notifications")
CONSTRAINTS = [
    constraint.name
    for app in APPS
    for model in apps.get_app_config(app).get_models()
    for constraint in model._meta.constraints
]


class Wrong(NamedTuple):
    """A row changed so that it may not stand; `again` adds a second one beside the first."""

    row: str
    changes: dict[str, Any]
    again: bool = False


def wrong(row: str, **changes: Any) -> Wrong:
    return Wrong(row, changes)


def again(row: str, **changes: Any) -> Wrong:
    return Wrong(row, changes, again=True)


WRONGS = {
    "centre_language_known": wrong("Centre", language="fr"),
    "user_email_once": again("User", email="DINDA@arunika.example.com"),
    "user_role_in_centre_or_operator": wrong("User", is_superuser=True),
    "student_number_once": wrong("Student", number="A-002"),
    "student_cohort_is_a_year": wrong("Student", cohort=22),
    "employer_once_per_city": again("Employer"),
    "employer_day_once": again("EmployerClosedDay"),
    "contact_email_once_per_employer": again("Contact"),
    "contact_honorific_known": wrong("Contact", honorific="sir"),
    "application_stage_known": wrong("Application", stage="dreaming"),
    "application_open_once": again("Application"),
    "interview_round_once": again("Interview"),
    "interview_round_positive": wrong("Interview", round=0),
    "promise_kind_has_its_values": wrong("PromiseEntry", kind="date"),
    "promise_channel_known": wrong("PromiseEntry", channel="sung"),
    "letter_attempt_once": again("Letter"),
    "letter_attempt_positive": wrong("Letter", attempt=0),
    "reply_label_known": wrong("Reply", label="ghosted"),
    "reply_dates_fit_label": wrong("Reply", label="rejection", wait_days=3),
    "event_type_known": wrong("CaseEvent", type="student_called_reception"),
    "policy_number_once": again("PolicyVersion", status="draft"),
    "policy_published_once": again("PolicyVersion", number=2),
    "policy_status_known": wrong("PolicyVersion", status="secret"),
    "plan_action_known": wrong("Plan", action="hope", window_start=None, window_end=None),
    "plan_dates_fit_action": wrong("Plan", action="stop"),
    "approval_once_per_attempt": again("Approval"),
    "draft_open_once": again("LetterDraft"),
    "draft_kind_known": wrong("LetterDraft", kind="poem"),
    "draft_attempt_positive": wrong("LetterDraft", attempt=0),
    "draft_language_known": wrong("LetterDraft", language="fr"),
    "draft_frozen_has_version": wrong("LetterDraft", state="approved"),
    "version_number_once": again("DraftVersion"),
    "review_open_once": again("Review"),
    "review_decision_fits": wrong("Review", decision="approved", decided_at=LATER),
    "review_returned_has_advice": wrong("Review", decision="returned", decided_at=LATER),
    "centre_day_once": again("CentreDay"),
    "confirmed_year_once": again("ConfirmedYear"),
    "letter_template_once": again("LetterTemplate"),
    "letter_template_occasion_known": wrong("LetterTemplate", kind="closing", attempt=2),
    "letter_template_language_known": wrong("LetterTemplate", language="fr"),
    "letter_template_variant_positive": wrong("LetterTemplate", variant=0),
    "networking_one_open_per_contact": again("NetworkingTask", kind="react"),
    "networking_one_invitation": again("NetworkingTask", state="done", closed_at=LATER),
    "networking_kind_known": wrong("NetworkingTask", kind="poke"),
    "networking_closed_has_time": wrong("NetworkingTask", state="done"),
    "help_open_once": again("HelpRequest"),
    "message_intent_once": again("Message"),
    "message_state_known": wrong("Message", state="lost"),
    "message_reminder_has_centre": wrong("Message", centre=None),
    "message_claimed_has_lease": wrong("Message", state="claimed"),
    "message_sent_has_time": wrong("Message", state="sent"),
    "job_slot_once": again("JobRun"),
    "suppression_standing_once": again("Suppression", reason="complaint"),
    "suppression_reason_known": wrong("Suppression", reason="dislike"),
    "suppression_only_soft_decays": wrong("Suppression", until=LATER),
    "provider_event_once": again("ProviderEvent", digest="another"),
    "link_used_once": again("UsedLink"),
    "inbound_outcome_known": wrong("InboundMail", outcome="lost"),
    "inbound_accepted_has_case": wrong("InboundMail", application=None),
    "preference_quiet_has_both_ends": wrong("Preference", quiet_from=time(22)),
    "preference_cap_positive": wrong("Preference", weekly_cap=0),
}


@pytest.fixture
def rows() -> Iterator[dict[str, Any]]:
    cast = make_cast()
    belongings(cast.rangga)
    with scopes_disabled():
        hers = belongings(cast.dinda)
        yield {
            **hers,
            **of_the_centre(cast, cast.centre),
            "Centre": Centre.objects.get(pk=cast.centre.pk),
            "User": cast.dinda.user,
            "JobRun": JobRun.objects.create(job="sweep", slot=LATER, started_at=LATER),
            "ProviderEvent": ProviderEvent.objects.create(
                provider="postmark",
                event_id="e-1",
                digest="d-1",
                type="delivered",
                occurred_at=LATER,
                received_at=LATER,
            ),
            "UsedLink": UsedLink.objects.create(message=hers["Message"], act="sent", used_at=LATER),
            "Preference": Preference.objects.create(user=cast.dinda.user, changed_at=LATER),
        }


def test_every_constraint_is_violated_here_once() -> None:
    assert sorted(WRONGS) == sorted(CONSTRAINTS)


@pytest.mark.parametrize("name", WRONGS)
def test_the_database_refuses(rows: dict[str, Any], name: str) -> None:
    violation = WRONGS[name]
    row = rows[violation.row]
    row.refresh_from_db()
    row.save()  # as it is, it may stand
    if violation.again:
        row.pk, row._state.adding = None, True
    for field, value in violation.changes.items():
        setattr(row, field, value)
    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        row.save()
    # SQLite names the columns, not the constraint, where something stands twice.
    if connection.vendor == "postgresql" or "CHECK" in str(refused.value):
        assert name in str(refused.value)
