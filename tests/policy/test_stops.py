"""When is a case over, and when must a person look first? (T10-T15, C1-C2)"""

from datetime import date
from typing import Any

import pytest

from tests.policy.asking import ask, codes, event, reply, told

NOW = "2026-08-10 10:00"
FIRST = "2026-07-14 12:10"
SECOND = "2026-07-29 12:10"


def replies(*labels: str) -> list[dict[str, Any]]:
    """Answers of 15 July, one minute apart."""
    return [reply(f"2026-07-15 09:{i:02}", label) for i, label in enumerate(labels)]


def events(*types: str) -> list[dict[str, Any]]:
    """Events of 16 July, one minute apart."""
    return [event(f"2026-07-16 09:{i:02}", type) for i, type in enumerate(types)]


@pytest.mark.parametrize(
    ("label", "answer"),
    [
        ("offer", "stop offer_received"),
        ("rejection", "stop rejected"),
        ("discouraging_wait", "stop discouraging_reply"),
        ("next_stage_invitation", "stop process_advanced"),
        ("neutral_ack", "wait outside_window | Mon 10 Aug 12:00"),
        ("unrelated", "wait outside_window | Mon 10 Aug 12:00"),
        ("auto_reply", "wait outside_window | Mon 10 Aug 12:00"),
        ("asked_to_wait_until", "needs_approval reply_unclear"),
        ("unclassified", "needs_approval reply_unclear"),
        ("bounce", "needs_approval address_bounced"),
    ],
)
def test_every_label_of_a_reply_has_its_consequence(label: str, answer: str) -> None:
    assert told(NOW, replies=replies(label)) == answer


@pytest.mark.parametrize(
    ("type", "answer"),
    [
        ("accepted_other_offer", "stop student_withdrew"),
        ("student_withdrew", "stop student_withdrew"),
        ("no_contact_instruction", "stop no_contact_instruction"),
        ("student_phoned_recruiter", "needs_approval off_channel_contact"),
        ("student_whatsapped_recruiter", "needs_approval off_channel_contact"),
        ("interview_cancelled", "needs_approval interview_not_held"),
        ("position_closed_news", "needs_approval position_status_unclear"),
        ("resolved", "wait outside_window | Mon 10 Aug 12:00"),
    ],
)
def test_every_event_has_its_consequence(type: str, answer: str) -> None:
    assert told(NOW, events=events(type)) == answer


@pytest.mark.parametrize(
    ("fields", "answer"),
    [
        # A reply before an event, an event before the limit, the limit before a person.
        ({"replies": replies("offer"), "events": events("student_withdrew")}, "stop offer_received"),
        (
            {"sent": [FIRST, SECOND], "events": events("no_contact_instruction")},
            "stop no_contact_instruction",
        ),
        ({"sent": [FIRST, SECOND], "replies": replies("rejection")}, "stop rejected"),
        ({"sent": [FIRST, SECOND], "replies": replies("bounce")}, "stop max_followups_reached"),
        (
            {"sent": [FIRST, SECOND], "events": events("interview_cancelled")},
            "stop max_followups_reached",
        ),
        ({"replies": replies("unclassified", "rejection")}, "stop rejected"),
        # The latest deciding answer is the one that counts.
        ({"replies": replies("rejection", "offer")}, "stop offer_received"),
        ({"replies": replies("offer", "rejection", "neutral_ack")}, "stop rejected"),
        (
            {"events": events("no_contact_instruction", "student_withdrew")},
            "stop student_withdrew",
        ),
        # Among causes for a person: the address first, the position's status last.
        (
            {
                "replies": replies("unclassified", "bounce"),
                "events": events("student_phoned_recruiter"),
            },
            "needs_approval address_bounced",
        ),
        (
            {"replies": replies("unclassified"), "events": events("student_phoned_recruiter")},
            "needs_approval off_channel_contact",
        ),
        (
            {"replies": replies("unclassified"), "events": events("interview_cancelled")},
            "needs_approval reply_unclear",
        ),
        (
            {"events": events("position_closed_news", "interview_cancelled")},
            "needs_approval interview_not_held",
        ),
    ],
)
def test_precedence_runs_from_replies_over_events_and_the_limit_to_a_person(
    fields: dict[str, Any], answer: str
) -> None:
    assert told(NOW, **fields) == answer


def test_every_cause_for_a_person_is_named_not_only_the_first() -> None:
    causes = events("position_closed_news", "student_phoned_recruiter", "interview_cancelled")
    decision = ask(NOW, replies=replies("bounce", "unclassified"), events=causes)
    assert codes(decision) == [
        "address_bounced",
        "off_channel_contact",
        "reply_unclear",
        "interview_not_held",
        "position_status_unclear",
    ]


@pytest.mark.parametrize(
    ("fields", "attempt"),
    [
        ({"replies": replies("rejection")}, 0),
        ({"replies": replies("rejection"), "sent": [FIRST]}, 1),
        ({"sent": [FIRST, SECOND]}, 2),
        ({"replies": replies("bounce")}, 1),
        ({"replies": replies("unclassified"), "sent": [FIRST]}, 2),
    ],
)
def test_a_stop_tells_the_attempts_made_and_a_question_the_next_and_neither_a_date(
    fields: dict[str, Any], attempt: int
) -> None:
    decision = ask(NOW, **fields)
    assert decision.attempt == attempt
    assert decision[3:7] == (None, None, None, False)


@pytest.mark.parametrize(
    ("fields", "day"),
    [
        ({"replies": replies("rejection")}, date(2026, 7, 15)),
        ({"events": events("student_withdrew")}, date(2026, 7, 16)),
        ({"sent": [FIRST, SECOND]}, date(2026, 7, 29)),
        # A bounced one was not sent, so the last one is the second.
        (
            {
                "followups": [
                    {"attempt": 1, "sent_at": FIRST},
                    {"attempt": 2, "sent_at": SECOND},
                    {"attempt": 3, "sent_at": "2026-08-03 12:10", "bounced": True},
                ]
            },
            date(2026, 7, 29),
        ),
    ],
)
def test_every_stop_names_the_day_of_its_cause(fields: dict[str, Any], day: date) -> None:
    (cause,) = ask(NOW, **fields).reasons
    assert cause.params["date"] == day


@pytest.mark.parametrize(
    ("sent", "most", "answer"),
    [
        ([], 1, "wait outside_window | Mon 10 Aug 12:00"),
        ([FIRST], 1, "stop max_followups_reached"),
        ([FIRST], 2, "wait outside_window | Mon 10 Aug 12:00"),
        ([FIRST, SECOND], 2, "stop max_followups_reached"),
        ([FIRST, SECOND], 1, "stop max_followups_reached"),
    ],
)
def test_the_limit_stops_at_once_after_the_last_allowed_followup(
    sent: list[str], most: int, answer: str
) -> None:
    assert told(NOW, sent=sent, rules={"max_followups": most}) == answer


def test_a_bounced_followup_was_not_sent_and_is_not_counted() -> None:
    bounced = {"attempt": 1, "sent_at": FIRST, "bounced": True}
    again = {"attempt": 1, "sent_at": "2026-07-15 12:10"}
    assert told(NOW, followups=[bounced]) == "needs_approval address_bounced"
    decision = ask(NOW, followups=[bounced, again])
    assert decision.attempt == 2
    assert codes(decision)[0] == "bounced_not_counted"
    assert decision.earliest_date == date(2026, 7, 30)


@pytest.mark.parametrize(
    ("followups", "answer"),
    [
        ([], "needs_approval address_bounced"),
        ([("2026-07-14 12:10", False)], "needs_approval address_bounced"),
        ([("2026-07-15 09:00", False)], "needs_approval address_bounced"),
        ([("2026-07-15 09:01", False)], "wait outside_window | Mon 10 Aug 12:00"),
        ([("2026-07-15 09:01", True)], "needs_approval address_bounced"),
        (
            [("2026-07-15 09:01", False), ("2026-07-16 09:01", True)],
            "needs_approval address_bounced",
        ),
    ],
)
def test_a_bounce_is_forgiven_by_a_later_followup_that_went_out(
    followups: list[tuple[str, bool]], answer: str
) -> None:
    sent = [{"attempt": 1, "sent_at": at, "bounced": bounced} for at, bounced in followups]
    assert told(NOW, replies=replies("bounce"), followups=sent) == answer


CAUSES = {
    "address_bounced": {"replies": [reply("2026-07-15 09:00:00", "bounce")]},
    "reply_unclear": {"replies": [reply("2026-07-15 09:00:00", "unclassified")]},
    "off_channel_contact": {"events": [event("2026-07-15 09:00:00", "student_phoned_recruiter")]},
    "interview_not_held": {"events": [event("2026-07-15 09:00:00", "interview_cancelled")]},
    "position_status_unclear": {"events": [event("2026-07-15 09:00:00", "position_closed_news")]},
}


@pytest.mark.parametrize("cause", CAUSES)
@pytest.mark.parametrize(
    ("looked_at", "cleared"),
    [
        ("2026-07-15 08:59:59", False),
        ("2026-07-15 09:00:00", True),
        ("2026-07-15 09:00:01", True),
    ],
)
def test_resolved_clears_what_happened_at_or_before_it(cause: str, looked_at: str, cleared: bool) -> None:
    fields = {"replies": [], "events": [], **CAUSES[cause]}
    fields["events"] = [*fields["events"], event(looked_at, "resolved")]
    decision = ask(NOW, **fields)
    if cleared:
        assert (decision.action, codes(decision)[0]) == ("wait", "cleared_by_person")
    else:
        assert (decision.action, decision.reason) == ("needs_approval", cause)


def test_a_new_cause_after_resolved_needs_a_person_again() -> None:
    told_twice = [
        event("2026-07-15 09:00", "student_phoned_recruiter"),
        event("2026-07-15 10:00", "resolved"),
        event("2026-07-15 11:00", "student_phoned_recruiter"),
    ]
    assert told(NOW, events=told_twice) == "needs_approval off_channel_contact"


@pytest.mark.parametrize("label", ["rejection", "offer", "discouraging_wait"])
def test_resolved_never_undoes_a_stop(label: str) -> None:
    cleared = [event("2026-07-20 09:00", "resolved")]
    assert ask(NOW, replies=replies(label), events=cleared).action == "stop"


def test_resolved_does_not_confirm_a_calendar() -> None:
    fields = {"interview_at": "2027-12-28 09:00", "events": [event("2027-12-28 10:00", "resolved")]}
    assert told("2027-12-28 11:00", **fields) == "needs_approval calendar_unconfirmed"
