"""The rules of a centre on one plain form."""

import pytest

from followups.models import Plan, PolicyVersion
from tests import factories
from tests.notifications.clock import wib

pytestmark = pytest.mark.django_db


@pytest.fixture
def sari(cast, client):
    client.force_login(cast.sari)
    return client


def typed(client, **changes: str) -> dict[str, str]:
    """What the form would post as it stands, with some fields typed over."""
    form = client.get("/policy/").context["form"]
    data = {name: form[name].value() for name in form.fields}
    data = {name: value for name, value in data.items() if value is not None and value is not False}
    return {**data, "reason": "We tried it for a term.", **changes}


def test_saving_the_form_unchanged_keeps_the_rules_and_makes_a_version(sari):
    before = PolicyVersion.objects.get().rules
    assert sari.post("/policy/", typed(sari)).status_code == 302
    current = PolicyVersion.objects.get(status="published")
    assert (current.number, current.rules) == (2, before)
    assert PolicyVersion.objects.get(number=1).status == "retired"


def test_a_longer_gap_moves_the_slot_of_a_waiting_case_at_once(cast, sari):
    interview = factories.case(cast.dinda)
    from careers import services

    services.record_letter(interview, sent_at=wib(14, 12), by=None, now=wib(14, 12, 1))
    assert Plan.objects.get().window_start == wib(29, 12)
    sari.post("/policy/", typed(sari, second_gap_days="18"))
    plan = Plan.objects.get()
    assert plan.earliest_date.isoformat() == "2026-08-02"
    assert plan.policy.number == 2


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("windows_mon", "13:00–12:00", "ends before it starts"),
        ("windows_tue", "20:00–21:00", "reaches into the night"),
        ("windows_wed", "12:00–14:00, 13:00–15:00", "overlap"),
        ("windows_thu", "at lunch", "is not a window"),
        ("max_followups", "3", "from 1 to 2"),
        ("second_gap_days", "13", "from 14 to 90"),
        ("heads_up_at", "late", "is not a time"),
        ("ramadan_windows", "in March", "is not a season"),
    ],
)
def test_an_impossible_or_unkind_rule_is_refused_with_a_sentence_at_its_field(sari, field, value, sentence):
    answer = sari.post("/policy/", typed(sari, **{field: value}))
    assert answer.status_code == 422
    assert sentence in " ".join(answer.context["form"].errors[field])
    assert value in answer.content.decode().replace("&#x27;", "'"), "nothing typed is lost"
    assert PolicyVersion.objects.count() == 1


def test_rules_under_which_nobody_could_ever_write_are_refused(sari):
    empty = {f"windows_{day}": "" for day in ("mon", "tue", "wed", "thu")}
    answer = sari.post("/policy/", typed(sari, **empty))
    assert answer.status_code == 422
    assert "nobody could ever write" in answer.content.decode()


def test_a_change_needs_its_reason(sari):
    answer = sari.post("/policy/", typed(sari, reason=""))
    assert answer.status_code == 422
    assert "reason" in answer.context["form"].errors
