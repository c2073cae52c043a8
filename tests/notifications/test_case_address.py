"""The secret address of an application: found again by itself alone."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifications.case_address import address_of, application_id_of, is_ours

IDS = st.integers(1, 2**40 - 1)
SHAPES = ["kabar+{token}@mail.example.com", "{token}@in.example.com", "KASUS+{token}@In.Example.com"]


@given(IDS, st.sampled_from(SHAPES), st.booleans())
def test_an_address_leads_back_to_its_application_in_any_case(pk, shape, shouted):
    from django.test import override_settings

    with override_settings(INBOUND_ADDRESS=shape):
        address = address_of(pk)
        assert application_id_of(f" <{address.upper() if shouted else address}> ") == pk
        assert re.fullmatch(r"[a-z0-9+]{1,64}@[a-z.]+", address)


@given(IDS, st.integers(0, 23), st.sampled_from("abcdefghijklmnopqrstuvwxyz234567"))
def test_an_address_with_one_letter_changed_leads_nowhere(pk, place, letter):
    address = address_of(pk)
    token = address.partition("+")[2].partition("@")[0]
    changed = token[:place] + letter + token[place + 1 :]
    found = application_id_of(address.replace(token, changed))
    assert found == (pk if changed == token else None)
    assert is_ours(address.replace(token, changed))


@given(st.text(max_size=60))
def test_any_other_text_leads_nowhere(text):
    assert application_id_of(text) is None
    assert application_id_of(f"kabar+{text}@in.kabar.example.com") is None


@pytest.mark.parametrize(
    "at", ["in.kabar.example.com.evil.example", "kabar.example.com", "xin.kabar.example.com"]
)
def test_the_token_counts_at_our_own_domain_only(at):
    assert application_id_of(address_of(7).partition("@")[0] + "@" + at) is None


def test_a_new_secret_key_makes_new_addresses_and_the_former_key_still_opens_the_old(settings):
    old = address_of(7)
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another-one"
    assert address_of(7) != old
    assert application_id_of(old) == application_id_of(address_of(7)) == 7
    settings.SECRET_KEY_FALLBACKS = []
    assert application_id_of(old) is None


def test_switched_off_there_is_no_address_and_none_is_understood(settings):
    old = address_of(7)
    settings.INBOUND_ADDRESS = ""
    assert address_of(7) == ""
    assert application_id_of(old) is None


@pytest.mark.parametrize(
    ("address", "right"),
    [
        ("", True),
        ("kabar+{token}@mail.example.com", True),
        ("{token}@in.example.com", True),
        ("kabar@mail.example.com", False),
        ("kabar+{token}", False),
        ("kabar@{token}.example.com", False),
        ("{token}{token}@in.example.com", False),
        ("x" * 41 + "{token}@in.example.com", False),
    ],
)
def test_an_address_that_cannot_work_is_told_at_the_start(settings, address, right):
    from kabar.inbound_checks import inbound_address

    settings.INBOUND_ADDRESS = address
    assert [problem.id for problem in inbound_address(None)] == ([] if right else ["kabar.E120"])
