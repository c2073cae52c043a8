"""Addresses are held back for what happened, in any order, and freed by a person."""

from itertools import permutations

import pytest
from django.core.exceptions import ValidationError

from notifications import suppression
from notifications.addresses import address_hash
from notifications.models import ProviderEvent, Suppression
from notifications.models.suppressions import BY_HAND, COMPLAINT, HARD_BOUNCE, SOFT_BOUNCES
from tests.notifications.clock import wib

HASH = address_hash("dinda@arunika.example.com")
NOW = wib(20, 9)


@pytest.fixture
def centre(cast):
    return cast.centre.pk


def happened(kind, at, mail="1"):
    number = ProviderEvent.objects.count()
    ProviderEvent.objects.create(
        provider="postmark", digest=f"d{number}", type=kind, kabar_id=mail, recipient_hash=HASH,
        occurred_at=at, received_at=at,
    )  # fmt: skip


def standing():
    return list(Suppression.objects.filter(lifted_at=None).values_list("reason", "since", "until"))


@pytest.mark.parametrize("order", list(permutations([0, 1, 2, 3])))
def test_the_strongest_reason_stands_whatever_came_first(centre, order):
    what = [
        (SOFT_BOUNCES, wib(13, 9), wib(20, 9)),
        (HARD_BOUNCE, wib(12, 9), None),
        (COMPLAINT, wib(14, 9), None),
        (COMPLAINT, wib(11, 9), None),
    ]
    for n in order:
        suppression.suppress(centre, HASH, *what[n])
    assert standing() == [(COMPLAINT, wib(11, 9), None)]


def test_the_same_again_is_nothing_new(centre):
    assert suppression.suppress(centre, HASH, HARD_BOUNCE, wib(12, 9))
    assert not suppression.suppress(centre, HASH, HARD_BOUNCE, wib(13, 9))


def test_what_one_centre_learnt_holds_nothing_back_in_another(cast, centre):
    suppression.suppress(centre, HASH, COMPLAINT, NOW)
    elsewhere = cast.other_centre.pk
    assert suppression.reasons([(centre, HASH), (elsewhere, HASH)], NOW) == {(centre, HASH): COMPLAINT}


@pytest.mark.parametrize(
    ("events", "held"),
    [
        ([("deferred", 14, "1"), ("deferred", 15, "2")], False),
        ([("deferred", 14, "1"), ("bounced_soft", 15, "2"), ("deferred", 19, "3")], True),
        ([("deferred", 14, "1"), ("deferred", 15, "1"), ("deferred", 19, "1")], False),  # one mail
        ([("deferred", 10, "1"), ("deferred", 15, "2"), ("deferred", 19, "3")], False),  # over 9 days
        (
            [("deferred", 14, "1"), ("deferred", 15, "2"), ("delivered", 16, "9"), ("deferred", 19, "3")],
            False,
        ),
        ([("delivered", 13, "9"), ("deferred", 14, "1"), ("deferred", 15, "2"), ("deferred", 19, "3")], True),
        ([("deferred", 8, "1"), ("deferred", 9, "2"), ("deferred", 10, "3")], False),  # decayed by now
    ],
)
def test_three_mails_in_a_row_within_a_week_hold_an_address_back_for_a_week(centre, events, held):
    for kind, day, mail in events:
        happened(kind, wib(day, 9), mail)
    suppression.reckon(centre, HASH, NOW)
    assert standing() == ([(SOFT_BOUNCES, wib(19, 9), wib(26, 9))] if held else [])


def test_soft_bounces_decay(centre):
    for day in (17, 18, 19):
        happened("deferred", wib(day, 9), str(day))
    suppression.reckon(centre, HASH, NOW)
    assert suppression.reasons([(centre, HASH)], wib(26, 8, 59))
    assert not suppression.reasons([(centre, HASH)], wib(26, 9))


def test_a_delivery_frees_an_address_that_was_only_out_of_reach(centre):
    for day in (17, 18, 19):
        happened("deferred", wib(day, 9), str(day))
    suppression.reckon(centre, HASH, NOW)
    happened("delivered", wib(20, 8), "20")
    suppression.reckon(centre, HASH, NOW)
    assert standing() == []


@pytest.mark.parametrize("reason", [HARD_BOUNCE, COMPLAINT, BY_HAND])
def test_no_delivery_lifts_what_a_person_must_lift(centre, reason):
    suppression.suppress(centre, HASH, reason, wib(12, 9))
    happened("delivered", wib(20, 8))
    suppression.reckon(centre, HASH, NOW)
    assert standing() == [(reason, wib(12, 9), None)]


def test_an_admin_lifts_it_and_what_happened_before_does_not_bring_it_back(cast, centre):
    suppression.suppress(centre, HASH, COMPLAINT, wib(12, 9))
    suppression.lift(Suppression.objects.get(), cast.sari, wib(15, 9))
    assert not suppression.suppress(centre, HASH, HARD_BOUNCE, wib(14, 9)), "a late webhook"
    assert standing() == []
    assert suppression.suppress(centre, HASH, HARD_BOUNCE, wib(16, 9))
    assert Suppression.objects.count() == 2, "the lifted one stays as history"


def test_soft_bounces_before_it_was_lifted_count_no_more(cast, centre):
    for day in (17, 18):
        happened("deferred", wib(day, 9), str(day))
    suppression.suppress(centre, HASH, HARD_BOUNCE, wib(18, 10))
    suppression.lift(Suppression.objects.get(), cast.sari, wib(18, 11))
    happened("deferred", wib(19, 9), "19")
    suppression.reckon(centre, HASH, NOW)
    assert standing() == []


def test_only_an_admin_of_the_centre_lifts_it_and_only_once(cast, centre):
    suppression.suppress(centre, HASH, HARD_BOUNCE, wib(12, 9))
    row = Suppression.objects.get()
    for person in (cast.dinda.user, cast.bima, cast.tono):
        with pytest.raises(ValidationError, match="Only an admin"):
            suppression.lift(row, person, NOW)
    suppression.lift(row, cast.sari, NOW)
    with pytest.raises(ValidationError, match="already"):
        suppression.lift(row, cast.sari, NOW)
