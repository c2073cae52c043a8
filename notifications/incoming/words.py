"""What a mail says: its plain words, bounded, attachments by name only. Pure."""

from dataclasses import dataclass, field
from email.message import Message

from notifications.incoming import headers, html
from notifications.incoming.limits import children

# The words of a reply hold as much (careers.models.replies).
LONGEST_TEXT = 20_000
LONGEST_QUOTE = 6_000
_LONGEST_PART = 400_000
MOST_FILES = 10
_SHOWN = ("From", "Date", "Subject")


@dataclass
class Words:
    """Collected while walking: pieces of text, names of attached files, mails attached whole."""

    pieces: list[str] = field(default_factory=list)
    files: list[str] = field(default_factory=list)
    letters: list[Message] = field(default_factory=list)

    @property
    def text(self) -> str:
        """Everything said, quoted history shortened, the whole cut where a reply ends."""
        whole = shortened("\n\n".join(piece for piece in self.pieces if piece))
        if self.files:
            whole = f"{whole}\n\n[{', '.join(self.files[:MOST_FILES])}]".strip()
        return whole if len(whole) <= LONGEST_TEXT else whole[: LONGEST_TEXT - 1].rstrip() + "…"


def words_of(message: Message) -> Words:
    """The words of a mail that limits.parse let pass."""
    words = Words()
    _collect(message, words)
    return words


def _collect(part: Message, words: Words) -> None:
    kind = part.get_content_type()
    inside = children(part)
    if kind == "multipart/alternative":
        _best(inside, words)
    elif kind in ("message/delivery-status", "message/global-delivery-status"):
        words.pieces.append(_fields(inside))
    elif kind.startswith("message/") and inside:
        words.letters.append(inside[0])
        words.pieces.append(_heading(inside[0]))
        _collect(inside[0], words)
    elif inside:
        for child in inside:
            _collect(child, words)
    elif kind in ("text/plain", "text/html") and not _is_file(part):
        words.pieces.append(_text(part, kind))
    elif _is_file(part):
        words.files.append(_file_name(part))


def _best(choices: list[Message], words: Words) -> None:
    """The plain one of several forms of the same; if it says nothing, the first that does."""
    for choice in sorted(choices, key=lambda part: part.get_content_type() != "text/plain"):
        attempt = Words()
        _collect(choice, attempt)
        if any(piece.strip() for piece in attempt.pieces) or attempt.letters:
            words.pieces += attempt.pieces
            words.files += attempt.files
            words.letters += attempt.letters
            return


def _text(part: Message, kind: str) -> str:
    payload = part.get_payload(decode=True)
    octets = payload[:_LONGEST_PART] if isinstance(payload, bytes) else b""
    text = headers.decoded(octets, _charset(part))
    return tidy(headers.clean(html.plain(text) if kind == "text/html" else text))


def _charset(part: Message) -> str | None:
    try:
        charset = part.get_content_charset()
    except (ValueError, LookupError, AttributeError, TypeError):
        return None
    return charset[:40] if charset else None


def _is_file(part: Message) -> bool:
    return headers.raw_value(part, "Content-Disposition").lower().startswith("attachment") or (
        part.get_content_maintype() not in ("text", "multipart", "message")
    )


def _file_name(part: Message) -> str:
    try:
        name = str(part.get_filename() or part.get_content_type())
    except (ValueError, LookupError, AttributeError, TypeError):
        name = "?"
    octets = name.encode("utf-8", "surrogateescape")
    return " ".join(headers.clean(headers.decoded(octets, "utf-8")).split())[:80]


def _heading(letter: Message) -> str:
    lines = [f"{name}: {headers.spoken(letter, name)}" for name in _SHOWN if headers.raw_value(letter, name)]
    return "\n".join(lines)


def _fields(blocks: list[Message]) -> str:
    """A delivery notice's machine-readable part, as it stands."""
    lines = [
        f"{name}: {headers.raw_value(block, name)}"
        for block in blocks[:20]
        for name in list(block.keys())[:20]
    ]
    return "\n".join(lines)


def tidy(text: str) -> str:
    """Without blank lines in a row and blanks at the ends of lines."""
    lines: list[str] = []
    for line in text.split("\n"):
        bare = line.rstrip()
        if bare.strip(" >") or (lines and lines[-1].strip(" >")):
            lines.append(bare)
    return "\n".join(lines).strip("\n")


def shortened(text: str) -> str:
    """Quoted history is kept up to a length: it is there to be understood by, not to be read."""
    kept, left, cut = [], LONGEST_QUOTE, False
    for line in text.split("\n"):
        if line.startswith(">"):
            left -= len(line) + 1
            if left < 0:
                if not cut:
                    kept.append("> …")
                cut = True
                continue
        kept.append(line)
    return "\n".join(kept)
