"""Names and subjects of strangers, read back from the bytes that go over the wire."""

import unicodedata
from email import message_from_bytes, policy
from email.message import EmailMessage as Parsed

import pytest
from django.core.mail import EmailMultiAlternatives
from hypothesis import given, settings
from hypothesis import strategies as st

from notifications.headers import LONGEST_NAME, LONGEST_SUBJECT, mailbox, one_line, subject_line
from notifications.smtp import wire

BREAKS = "\r\n\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029"
HIDDEN = "\u202a\u202b\u202d\u202e\u202c\u2066\u2067\u2068\u2069\u200e\u200f\u061c\u00ad\ufeff\u200b\x00\x7f"
NASTY = st.sampled_from(
    [
        "\r\nBcc: all@example.com",
        "=?utf-8?q?Bank?=",
        "=?utf-8?b?SGFsbG8=?=",
        '"; <evil@example.com>, "',
        "a@b, c@d",
        "\\",
        "👩\u200d👩\u200d👧",
        "Ñandú Ćilić",
        "测试",
        "x" * 300,
        "é " * 120,
        "(comment)",
        "\ud800",
        *BREAKS,
        *HIDDEN,
    ]
)
NAMES = st.lists(st.one_of(st.text(max_size=40), NASTY), max_size=5).map("".join)


def read_back(subject: str = "Hello", name: str = "Dinda") -> Parsed:
    """A mail with that subject, from, to and to be answered to that name, as its reader's program sees it."""
    person = mailbox(name, "dinda@example.com")
    mail = EmailMultiAlternatives(subject_line(subject), "Text.", person, [person], reply_to=[person])
    mail.attach_alternative("<p>Text.</p>", "text/html")
    content = wire(mail).content
    assert b"\n" not in content.replace(b"\r\n", b""), "a bare line feed"
    assert max(map(len, content.split(b"\r\n"))) <= 998
    parsed = message_from_bytes(content, policy=policy.default)
    assert isinstance(parsed, Parsed)
    return parsed


@settings(max_examples=150, deadline=None)
@given(NAMES)
def test_a_name_stays_a_name_of_one_address(name: str) -> None:
    mail = read_back(name=name)
    assert set(mail.keys()) == HEADERS
    for header in ("From", "To", "Reply-To"):
        [address] = mail[header].addresses
        assert address.addr_spec == "dinda@example.com"
        # Python's parser leaves a space between two encoded words of one name.
        assert len("".join(address.display_name.split())) <= LONGEST_NAME
        assert not hidden(address.display_name)
        assert "=?" not in address.display_name


@settings(max_examples=150, deadline=None)
@given(NAMES)
def test_a_subject_stays_one_subject(subject: str) -> None:
    mail = read_back(subject=subject)
    assert set(mail.keys()) == HEADERS
    said = str(mail["Subject"])
    assert said.split() == subject_line(subject).split()
    assert len(said) <= LONGEST_SUBJECT
    assert not hidden(said)


HEADERS = {"Subject", "From", "To", "Reply-To", "MIME-Version", "Content-Type"}


def hidden(text: str) -> set[str]:
    """Whatever cannot be seen, joiners of emoji and scripts apart."""
    joiners = "\u200c\u200d"
    return {
        x
        for x in text
        if x not in joiners and unicodedata.category(x) in {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}
    }


@pytest.mark.parametrize("letter", [*BREAKS, *HIDDEN, "\ud800", "\ue000", "\ufffe", "\ufdd0"])
def test_nothing_unseen_is_left_in_a_word(letter: str) -> None:
    assert one_line(f"Dinda{letter} Larasati") == "Dinda Larasati"


@pytest.mark.parametrize(
    "name",
    ["Dinda Larasati", "O'Neil, Jr.", "Prof. Dr. (H.C.) Sari", "Siti Nur‘aini", "王小明", "Zoë 🎓", "👨‍👩‍👧"],
)
def test_an_honest_name_arrives_as_it_is(name: str) -> None:
    assert read_back(name=name)["To"].addresses[0].display_name == name
    assert str(read_back(subject=name)["Subject"]) == name


def test_quotes_and_brackets_of_a_name_are_softened() -> None:
    assert mailbox('Budi "Bob" <Santoso>', "b@example.com") == "\"Budi 'Bob' (Santoso)\" <b@example.com>"
    assert mailbox(" \u202e\n", "b@example.com") == "b@example.com"


@pytest.mark.parametrize(
    "address", ["", "nobody", "a@b, c@d", "a@b\nBcc: x@y", "<a@b>", "a b@c", "a@b\u2028"]
)
def test_what_is_not_one_address_is_refused(address: str) -> None:
    with pytest.raises(ValueError, match="not one address"):
        mailbox("Dinda", address)


def test_a_long_subject_is_shortened_and_says_so() -> None:
    said = subject_line("word " * 100)
    assert len(said) <= LONGEST_SUBJECT
    assert said.endswith("word…")
