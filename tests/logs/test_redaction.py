"""Personal data taken out of text, whatever the text looks like."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from kabar.redaction import PERSONAL_KEYS, REMOVED, scrub, scrub_fields

WORDS = st.text(max_size=30)
# What stands around an address in replies, tracebacks, headers and addresses of pages.
AROUND = st.sampled_from(
    ["", " ", "<", ">", "'", '"', "\n", "=", "?to=", "mailto:", ": ", ", ", "(", "/x/", "\\n"]
)

CASES = [
    ("550 5.1.1 <dinda@arunika.example.com>: user unknown", "550 5.1.1 <[address]>: user unknown"),
    ("b'5.1.1 <dinda@x.example.com> gone'", "b'5.1.1 <[address]> gone'"),
    ("to Dinda Maharani <dinda@x.example.com>: no", "to <[address]>: no"),
    ('"Maharani, Dinda" <dinda@x.example.com>', "<[address]>"),
    ('to "dinda maharani"@x.example.com', "to [address]"),
    ("?to=dinda%40x.example.com", f"?to={REMOVED}"),
    ("dinda&#64;x.example.com", "[address]"),
    ("dinda@[192.0.2.1] and rangga@例え.example", "[address] and [address]"),
    ("redis://:secret@127.0.0.1:6379/0", "redis:[address]:6379/0"),
    ("GET /pipeline/?q=Dinda&after=3 200", f"GET /pipeline/?q={REMOVED}&after={REMOVED} 200"),
    ("/do/c3VkYWggZGlraXJpbS1rZW1hcmlu/", "/do/[token]/"),
    (
        "/accounts/password/reset/key/1-c9xk2p-0123456789abcdef01234567/",
        "/accounts/password/reset/key/[token]/",
    ),
    ("unique\nDETAIL:  Key (name)=(Dinda Maharani) already exists.\n", "unique\n[row]"),
    ("DETAIL:  Failing row contains (1, Dinda\nM).\nCONTEXT:  COPY", "[row]\nCONTEXT:  COPY"),
    # What is nobody's stays.
    ("message 15: refused (HTTP 422)", "message 15: refused (HTTP 422)"),
    ("@shared_task and a @ b", "@shared_task and a @ b"),
    ("/applications/15/ what? no = yes", "/applications/15/ what? no = yes"),
    (
        'File "/srv/kabar/notifications/dispatch.py", line 3',
        'File "/srv/kabar/notifications/dispatch.py", line 3',
    ),
]


@pytest.mark.parametrize(("text", "left"), CASES, ids=[case[0][:30] for case in CASES])
def test_the_table_of_what_stays_and_what_does_not(text, left):
    assert scrub(text) == left


@given(before=WORDS, left=AROUND, address=st.emails(), right=AROUND, after=WORDS)
def test_no_address_survives_wherever_it_stands(before, left, address, right, after):
    local, domain = address.rsplit("@", 1)
    # What happens to be written around it too proves nothing.
    if local not in before + left + right + after and f"@{domain}" not in before + after:
        said = scrub(before + left + address + right + after)
        assert address not in said
        assert f"{local}@" not in said
        assert f"@{domain}" not in said


@example("0@=@0")
@given(st.text(alphabet=st.sampled_from("ab@ <>\"'=?&/.:[]1\nA%40")))
def test_what_was_scrubbed_holds_nothing_to_scrub(text):
    once = scrub(text)
    assert scrub(once) == once


@given(
    st.recursive(
        st.one_of(
            st.none(), st.integers(), st.text(max_size=5), st.just("dinda@x.example.com"), st.just(object())
        ),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
        max_leaves=12,
    ),
    st.sampled_from(sorted(PERSONAL_KEYS)),
)
def test_fields_are_scrubbed_at_every_depth_and_personal_keys_are_emptied(value, key):
    left = scrub_fields({"value": value, key: "Dinda Maharani", key.upper(): ["Dinda"]})
    assert "dinda@" not in repr(left)
    assert "Dinda" not in repr(left)
    assert "object at 0x" not in repr(left)


def test_an_object_is_named_by_its_kind_since_its_own_words_may_be_a_name():
    class Student:
        def __repr__(self) -> str:
            return "Dinda Maharani"

    assert scrub_fields({"who": Student(), "n": 3}) == {"who": "<Student>", "n": 3}


@pytest.mark.parametrize(
    "long", ["a" * 50_000 + "@x", "a@" * 25_000, '"a' * 25_000 + "@x", "A a " * 12_000 + "<a@b>"]
)
def test_a_long_line_is_done_with_in_one_go(long):
    """Were it looked at again from each of its letters, this test would not end."""
    assert "@x" not in scrub(long)
    assert "a@b" not in scrub(long)
