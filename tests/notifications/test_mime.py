"""Our bytes say what the standard library's parser reads back, whatever names and words contain."""

import re
from email import message_from_bytes, policy
from email.utils import getaddresses

import pytest
from django.core.mail import EmailMultiAlternatives
from django.core.mail.message import BadHeaderError
from hypothesis import given
from hypothesis import strategies as st

from notifications.mime import as_bytes

# What a name or a sentence may hold; control characters are no words.
WORDS = st.text(st.characters(exclude_categories=("Cs", "Cc", "Zl", "Zp")), max_size=300)
PROSE = st.text(
    st.characters(exclude_categories=("Cs",), exclude_characters="\x00\x0b\x0c\x1c\x1d\x1e\x85"),
    max_size=2000,
)


def mail_of(subject: str = "Hello", text: str = "Text\n", html: str = "", **headers: str):
    mail = EmailMultiAlternatives(
        subject,
        text,
        '"Pusat Karier, Arunika" <kabar@kabar.example.com>',
        ["dinda@example.com"],
        headers=headers,
    )
    if html:
        mail.attach_alternative(html, "text/html")
    return mail


def parsed(mail):
    return message_from_bytes(as_bytes(mail), policy=policy.default)


def one_line(text: str) -> str:
    return " ".join(text.split())


@given(WORDS, PROSE, PROSE)
def test_subject_and_both_parts_come_back_as_they_were(subject, text, html):
    subject = one_line(subject)
    read = parsed(mail_of(subject, text, html or "<p>x</p>"))
    assert one_line(read["Subject"] or "") == subject
    for kind, said in (("plain", text), ("html", html or "<p>x</p>")):
        content = read.get_body((kind,)).get_content()
        assert content.replace("\r\n", "\n").rstrip("\n") == re.sub("\r\n?", "\n", said).rstrip("\n")


@given(WORDS, PROSE)
def test_the_bytes_are_ascii_with_short_lines_and_crlf_only(subject, text):
    raw = as_bytes(mail_of(one_line(subject), text, "<p>ü</p>"))
    assert raw.isascii()
    assert raw.replace(b"\r\n", b"").find(b"\n") == -1
    assert max(map(len, raw.split(b"\r\n"))) <= 998


@pytest.mark.parametrize("bad", ["a\nBcc: all@example.com", "a\rb", "a\r\n\r\nbody"])
def test_a_header_that_would_break_out_is_refused(bad):
    with pytest.raises(BadHeaderError):
        as_bytes(mail_of(subject=bad))
    with pytest.raises(BadHeaderError):
        as_bytes(mail_of(**{"X-Note": bad}))


def test_names_are_encoded_and_addresses_stay_what_they_are():
    mail = mail_of()
    mail.to = ['"Dinda “Dee” Müller, S.T. 🌱" <dinda@münchen.example>', "plain@example.com"]
    read = parsed(mail)
    assert getaddresses([str(read["To"])])[-1] == ("", "plain@example.com")
    assert "xn--mnchen-3ya.example" in as_bytes(mail).decode()
    assert read["From"].addresses[0].display_name == "Pusat Karier, Arunika"


def test_a_mail_without_html_is_one_plain_part():
    read = parsed(mail_of(text="Salam,\n.\nDinda\n"))
    assert read.get_content_type() == "text/plain"
    assert read.get_content().replace("\r\n", "\n") == "Salam,\n.\nDinda\n"


def test_what_is_not_of_our_make_goes_by_way_of_django():
    mail = mail_of(html="<p>x</p>")
    mail.attach("jadwal.ics", "BEGIN:VCALENDAR", "text/calendar")
    read = parsed(mail)
    assert [part.get_filename() for part in read.iter_attachments()] == ["jadwal.ics"]
