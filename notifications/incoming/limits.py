"""What a mail may cost us: counted on its bytes before it is parsed, and on its tree afterwards.

The standard parser goes deeper for each container and asks each open one about every line, so
lines and containers are bounded before it begins. Ordinary mail stays far below these numbers.
"""

import re
from collections.abc import Iterator
from email.message import Message
from email.parser import BytesHeaderParser, BytesParser
from email.policy import compat32

MOST_HEADER_BYTES = 128 * 1024
MOST_HEADERS = 500
MOST_LINES = 300_000
MOST_CONTAINERS = 40
MOST_PARTS = 200
DEEPEST = 10
# The standard library takes the square of this to read the parameters of one header.
LONGEST_PARAMETERS = 4000

TOO_LARGE, TOO_COMPLEX, UNREADABLE = "too_large", "too_complex", "unreadable"
_CONTAINER = re.compile(rb"(?:^|[\r\n])content-type:[ \t\r\n]*(?:multipart|message)/", re.IGNORECASE)
_PARAMETERS = re.compile(
    rb"(?:^|[\r\n])content-(?:type|disposition):(?:[^\r\n]|\r?\n[ \t]|\r[ \t])*", re.IGNORECASE
)
_END_OF_HEADERS = re.compile(rb"\r\n\r\n|\n\n|\r\r")


class Refused(Exception):
    """The mail is not read any further; `code` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def parse(raw: bytes, most_bytes: int) -> Message:
    """The mail as a tree. Raises Refused if reading it could cost too much."""
    if len(raw) > most_bytes:
        raise Refused(TOO_LARGE)
    head, _body = divide(raw)
    breaks = raw.count(b"\n") + raw.count(b"\r") - raw.count(b"\r\n")
    if len(head) > MOST_HEADER_BYTES or breaks > MOST_LINES:
        raise Refused(TOO_COMPLEX)
    if sum(1 for _found in _CONTAINER.finditer(raw)) > MOST_CONTAINERS:
        raise Refused(TOO_COMPLEX)
    if any(len(found[0]) > LONGEST_PARAMETERS for found in _PARAMETERS.finditer(raw)):
        raise Refused(TOO_COMPLEX)
    try:
        # The old policy hands headers over as they are: the new one parses them, at their mercy.
        message = BytesParser(policy=compat32).parsebytes(raw)
    except Exception as error:  # the parser is not ours, and what it reads is anybody's
        raise Refused(UNREADABLE) from error
    if len(message.keys()) > MOST_HEADERS:
        raise Refused(TOO_COMPLEX)
    for number, (_part, depth) in enumerate(parts(message)):
        if depth > DEEPEST or number > MOST_PARTS:
            raise Refused(TOO_COMPLEX)
    return message


def parse_head(raw: bytes) -> Message:
    """The outermost headers alone: cheap, whatever follows. Raises Refused if there are too many."""
    head, _body = divide(raw)
    if len(head) > MOST_HEADER_BYTES:
        raise Refused(TOO_COMPLEX)
    return BytesHeaderParser(policy=compat32).parsebytes(head)


def divide(raw: bytes) -> tuple[bytes, bytes]:
    """The bytes of the headers, and of the rest."""
    found = _END_OF_HEADERS.search(raw)
    return (raw[: found.start()], raw[found.end() :]) if found else (raw, b"")


def parts(message: Message) -> Iterator[tuple[Message, int]]:
    """Every part with its depth, in reading order, without recursion."""
    waiting: list[tuple[Message, int]] = [(message, 0)]
    while waiting:
        part, depth = waiting.pop()
        yield part, depth
        waiting += [(child, depth + 1) for child in reversed(children(part))]


def children(part: Message) -> list[Message]:
    """The parts inside a part; none for a leaf."""
    inside = part.get_payload()
    return [child for child in inside if isinstance(child, Message)] if isinstance(inside, list) else []
