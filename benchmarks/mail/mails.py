"""The same mails for every contender, as data: one JSON object per line of a file.

They are what Kabar itself sent (race.py lets it send them once, to a sink that keeps them), so
that words, both parts and headers are the same for all, byte for byte where the libraries agree.
"""

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any, NamedTuple

HEADER_ID = "X-Kabar-Message-Id"
# Made anew by whoever builds the message.
BUILT = {"from", "to", "subject", "mime-version", "content-type", "content-transfer-encoding"}


class Mail(NamedTuple):
    """A rendered mail; `key` is what the ledgers know it by."""

    key: str
    sender: str
    to: str
    subject: str
    text: str
    html: str
    headers: dict[str, str]


def parse(content: bytes) -> Mail:
    """A mail as a sink kept it."""
    message = message_from_bytes(content, policy=policy.default)
    assert isinstance(message, EmailMessage)
    text, html = message.get_body(("plain",)), message.get_body(("html",))
    assert text is not None
    assert html is not None
    headers = {name: str(value) for name, value in message.items() if name.lower() not in BUILT}
    return Mail(
        headers[HEADER_ID],
        str(message["From"]),
        str(message["To"]),
        str(message["Subject"]),
        text.get_content().replace("\r\n", "\n"),
        html.get_content().replace("\r\n", "\n"),
        headers,
    )


def write(path: Path, mails: Iterable[Mail]) -> None:
    """Put mails into a file."""
    path.write_text("".join(json.dumps(mail._asdict(), ensure_ascii=False) + "\n" for mail in mails))


def read(path: Path) -> list[Mail]:
    """Take mails from a file."""
    return [Mail(**json.loads(line)) for line in path.read_text().splitlines()]


def message(mail: Mail) -> Any:
    """Django's message of a mail, with both parts."""
    from django.core.mail import EmailMultiAlternatives

    made = EmailMultiAlternatives(mail.subject, mail.text, mail.sender, [mail.to], headers=mail.headers)
    made.attach_alternative(mail.html, "text/html")
    return made


# --- templates, for those who render when they deliver -------------------------------------------

WORD = re.compile(r"[\w.:@+-]+|[^\w.:@+-]+")


class Template(NamedTuple):
    """Django templates of the three parts, and each mail's own words for them, by its key."""

    subject: str
    text: str
    html: str
    words: dict[str, dict[str, str]]


def templates(mails: Sequence[Mail]) -> list[Template]:
    """Templates that give these very mails: what differs between mails alike becomes a variable."""
    alike: dict[tuple[Any, ...], list[Mail]] = defaultdict(list)
    for mail in mails:
        language = re.search(r'lang="(\w+)"', mail.html)
        shape = tuple(len(WORD.findall(part)) for part in (mail.subject, mail.text, mail.html))
        alike[language and language[1], *shape].append(mail)
    return [_template(group) for group in alike.values()]


def _template(group: Sequence[Mail]) -> Template:
    names: dict[tuple[str, ...], str] = {}
    parts = [_part([getattr(m, part) for m in group], names) for part in ("subject", "text", "html")]
    words: dict[str, dict[str, str]] = {mail.key: {} for mail in group}
    for values, name in names.items():
        for mail, value in zip(group, values, strict=True):
            words[mail.key][name] = value
    return Template(*parts, words)


def _part(texts: Sequence[str], names: dict[tuple[str, ...], str]) -> str:
    pieces: list[str] = []
    varying: list[tuple[str, ...]] = []
    for column in [*zip(*map(WORD.findall, texts), strict=True), ("",)]:
        if len(set(column)) > 1:
            varying.append(column)
            continue
        if varying:
            values = tuple("".join(cells) for cells in zip(*varying, strict=True))
            pieces.append("{{ " + names.setdefault(values, f"word{len(names)}") + " }}")
            varying = []
        pieces.append(column[0])
    return "{% autoescape off %}" + "".join(pieces) + "{% endautoescape %}"
