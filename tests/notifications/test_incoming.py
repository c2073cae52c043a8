"""Reading mail: dates people read, HTML as words, what a mail may cost."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifications.incoming import Refused, digest_of, read
from notifications.incoming.dates import header_date, spoken_date
from notifications.incoming.headers import decoded
from notifications.incoming.html import plain
from notifications.incoming.limits import parse
from notifications.incoming.words import LONGEST_QUOTE, shortened
from tests.notifications.inbound_table import SAMPLES
from tests.notifications.mails import multipart

JAKARTA = ZoneInfo("Asia/Jakarta")
HEAD = b"From: a@b.example\nTo: c@d.example\n"
OPTIONS = {"our_senders": frozenset(), "our_domain": "kabar.example.com", "most_bytes": 2_000_000}


@pytest.mark.parametrize(
    ("words", "utc"),
    [
        ("Tue, Jul 14, 2026 at 11:20\u202fAM", "04:20"),
        ("Tue, Jul 14, 2026 at 12:20 AM", None),  # 13 July in UTC
        ("Tuesday, July 14, 2026 12:20 PM", "05:20"),
        ("Sel, 14 Jul 2026 pukul 11.20", "04:20"),
        ("Selasa, 14 Juli 2026 11.20.30 WIB", "04:20"),
        ("14 Juli 2026 11.20.30 WITA", "03:20"),
        ("14 July 2026 at 11:20:30 GMT+8", "03:20"),
        ("Tue, 14 Jul 2026 11:20:00 +0530", "05:50"),
        ("2026-07-14 11:20", "04:20"),
        ("2026-07-14T11:20:00+09:00", "02:20"),
        ("14th July 2026, 11:20", "04:20"),
    ],
)
def test_dates_are_read_as_mail_programmes_write_them(words, utc):
    moment = spoken_date(words, JAKARTA)
    expected = (
        datetime.fromisoformat(f"2026-07-14T{utc}+00:00")
        if utc
        else datetime(2026, 7, 13, 17, 20, tzinfo=UTC)
    )
    assert moment.replace(second=0) == expected


@pytest.mark.parametrize(
    "words",
    [
        "",
        "14/07/2026 11:20",
        "07.08.2026 11.20",
        "14 Juli 2026",
        "31 Feb 2026 11:20",
        "14 Juli 2026 25:61",
        "14 Foo 2026 11:20",
        "14 Jul 2026 13:20 PM",
        "14 Juli 0000 11:20",
    ],
)
def test_a_date_that_can_be_meant_in_two_ways_or_in_none_is_not_guessed(words):
    assert spoken_date(words, JAKARTA) is None


@given(st.text(max_size=200))
def test_no_words_make_the_reading_of_dates_fail(words):
    for moment in (
        spoken_date(words, JAKARTA),
        header_date(words),
        spoken_date(f"14 Jul 2026 {words}", JAKARTA),
    ):
        assert moment is None or moment.tzinfo is UTC


@pytest.mark.parametrize(
    ("markup", "words"),
    [
        ("<p>Halo<br>Dinda</p>", "\nHalo\nDinda\n"),
        ("satu <b>du</b>a\n tiga", "satu dua tiga"),
        ("a &lt;b&gt; &amp;nbsp;", "a <b> &nbsp;"),
        ("<style>p{}</style><script>x<p>y</script>ya", "ya"),
        ("<!-- <p>rahasia</p> -->ya", "ya"),
        ("<blockquote>lama</blockquote>baru", "\n> lama\nbaru"),
        ("<pre>From: a\nTo: b</pre>", "\nFrom: a\nTo: b\n"),
        ("1 < 2", "1 < 2"),
        ("ya <img src=x onerror=alert(1)", "ya"),
    ],
)
def test_html_becomes_plain_words(markup, words):
    assert plain(markup) == words


@given(st.text(alphabet="<>/!-abp&;lt \n\"'script", max_size=300))
def test_no_markup_makes_the_reading_of_html_fail(markup):
    assert isinstance(plain(markup), str)


@pytest.mark.parametrize(
    "charset",
    ["punycode", "zlib", "unicode_escape", "rot13", "nonsense", "\x00", "x" * 999, None, "undefined"],
)
def test_a_charset_that_is_none_for_text_is_not_asked(charset):
    assert decoded("adakah kabar é".encode(), charset) == "adakah kabar é"


def test_a_charset_people_write_in_is_used():
    assert decoded("adakah é".encode("latin-1"), "iso-8859-1") == "adakah é"
    assert decoded("ké".encode("utf-16"), "utf-16") == "ké"


def test_quoted_history_is_cut_and_the_new_words_under_it_are_kept():
    text = shortened("baru\n" + "> lama lama lama\n" * 1000 + "di bawah")
    assert text.startswith("baru\n> lama")
    assert text.endswith("> …\ndi bawah")
    assert len(text) < LONGEST_QUOTE + 100


BOMBS = {
    "too many bytes": (HEAD + b"\n" + b"x" * 2_000_001, "too_large"),
    "a flood of headers": (HEAD + b"X-A: b\n" * 600 + b"\nx", "too_complex"),
    "headers without end": (HEAD + b"X-A: " + b"b" * 200_000, "too_complex"),
    "a million lines": (HEAD + b"\n" + b"\n" * 1_000_000, "too_complex"),
    "containers in containers": (
        b"".join(b'Content-Type: multipart/mixed; boundary="%d"\n\n--%d\n' % (i, i) for i in range(300)),
        "too_complex",
    ),
    "twelve levels": (
        b"".join(b'Content-Type: multipart/mixed; boundary="%d"\n\n--%d\n' % (i, i) for i in range(12)),
        "too_complex",
    ),
    "mails in mails": (b"Content-Type: message/rfc822\n\n" * 300 + b"x", "too_complex"),
    "many parts": (
        HEAD + b"Content-Type: multipart/mixed; boundary=b\n\n" + b"--b\n\nx\n" * 300,
        "too_complex",
    ),
    "parameters without end": (
        HEAD
        + b"Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Disposition: attachment; "
        + b"".join(b'filename*%d="x";\n ' % i for i in range(50_000))
        + b"\n\nx\n--b--",
        "too_complex",
    ),
}


@pytest.mark.parametrize("name", BOMBS)
def test_a_mail_that_would_cost_too_much_is_refused_before_it_does(name):
    raw, code = BOMBS[name]
    with pytest.raises(Refused) as refusal:
        parse(raw, 2_000_000)
    assert refusal.value.code == code


BENT = [
    b"",
    b"\n",
    b"\xff\xfe\x00",
    HEAD + b"Content-Type: multipart/mixed\n\nno boundary",
    HEAD + b"Content-Type: multipart/mixed; boundary=\n\n--\n\nx",
    HEAD + b"Content-Type: text/plain; charset*=x''%ff\n\nx",
    HEAD + b"Content-Transfer-Encoding: base64\n\n!!!!=",
    HEAD + b"Content-Transfer-Encoding: x-uuencode\n\nbegin 666\nM!!!",
    HEAD + b"Content-Type: message/delivery-status\n\n\n\n\n",
    HEAD + b"Content-Type: message/rfc822\nContent-Transfer-Encoding: base64\n\nRnJvbTogYQ==",
    HEAD + b"Content-Disposition: attachment; filename*0*=x''%ff; filename*1=\n\nx",
    HEAD + b"Subject: =?punycode?b?aaaa?= =?utf-8?q?=ff?= =?x?b?!?=\n\nx",
    HEAD.replace(b"c@d.example", b"(" * 5000) + b"\nx",
    HEAD + b"Date: " + b"9" * 5000 + b"\n\nx",
    HEAD + b"Date: Tue, 14 Jul 2026 12:05:00 +999999999\n\nx",
]


@pytest.mark.parametrize("raw", BENT)
def test_a_bent_mail_is_read_as_far_as_it_goes(raw):
    mail = read(raw, zone=JAKARTA, **OPTIONS)
    assert "\x00" not in mail.text
    mail.text.encode()
    mail.subject.encode()


def outcome(raw):
    """The mail, or the one refusal that bytes alone can earn; anything else is a failure."""
    try:
        return read(raw, zone=JAKARTA, **OPTIONS)
    except Refused as refusal:
        if refusal.code != "too_complex":
            raise
        return refusal.code


LINES = st.sampled_from(
    [b"Content-Type: multipart/mixed; boundary=b", b"Content-Type: multipart/alternative; boundary=c", b"--b", b"--c", b"--b--",
     b"Content-Type: message/rfc822", b"Content-Type: message/delivery-status", b"Content-Type: text/html; charset=utf-16", b"",
     b"Content-Transfer-Encoding: base64", b"Content-Transfer-Encoding: quoted-printable", b"From: x@y.example", b"To: (", b"Date: Mon",
     b"Action: failed", b"Final-Recipient: rfc822; a@b.example", b"Subject: =?utf-8?b?xx", b"---------- Forwarded message ---------",
     b"<p>ya", b"> lama", b"aGFsbw=="]
)  # fmt: skip


@given(
    st.lists(st.one_of(LINES, st.binary(max_size=30)), max_size=40), st.sampled_from([b"\n", b"\r\n", b"\r"])
)
def test_whatever_the_bytes_are_they_are_read_or_refused(lines, end):
    raw = end.join(lines)
    f"{outcome(raw)}".encode()
    assert len(digest_of(raw, "1")) == 64


@given(st.sampled_from(SAMPLES), st.data())
def test_a_real_mail_with_bytes_changed_is_read_or_refused(sample, data):
    raw = bytearray(sample.text.encode())
    for _time in range(data.draw(st.integers(1, 5))):
        raw[data.draw(st.integers(0, len(raw) - 1))] = data.draw(st.integers(0, 255))
    f"{outcome(bytes(raw))}".encode()


def test_attached_files_are_told_by_their_names_alone():
    files = 'Content-Type: application/pdf\nContent-Disposition: attachment; filename="surat\u202e.pdf"\n\nJVBERi0'
    text = multipart("mixed", "Content-Type: text/plain\n\nTerlampir.", files)
    mail = read(f"From: a@b.example\n{text}".encode(), zone=JAKARTA, **OPTIONS)
    assert mail.text.startswith("Terlampir.\n\n[surat")
    assert "JVBER" not in mail.text
