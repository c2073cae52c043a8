"""A fast SMTP server that counts and keeps nothing: the other end of every mail race.

It speaks ESMTP with PIPELINING and, for each message it accepts, writes one line to its ledger
before it answers: the time (`time.monotonic()`, seconds), the message's own id (its header
X-Kabar-Message-Id, or X-Key) and its size in bytes, divided by spaces. With `fsync` the line is on
the disk first: then the ledger is the judge of what was accepted, whoever is killed afterwards.

`latency` is how long the server thinks about each message before it takes it; the commands behind
it wait, as with a real server. With `every` it is instead how far away the server is: each answer
comes that much later, and pipelined commands share the wait.

    python -m benchmarks.mail.sink --port 2525 --log sink.log [--latency 20] [--every] [--fsync]
"""

import argparse
import asyncio
import gc
import os
import re
import signal
import time
from collections import Counter
from pathlib import Path
from typing import NamedTuple

ID = re.compile(rb"^X-(?:Kabar-Message-Id|Key):[ \t]*(\S+)", re.IGNORECASE | re.MULTILINE)
HELLO = b"250-sink\r\n250-PIPELINING\r\n250-8BITMIME\r\n250 SIZE 10485760\r\n"
REPLIES = {
    b"EHLO": HELLO,
    b"HELO": b"250 sink\r\n",
    b"MAIL": b"250 2.1.0 OK\r\n",
    b"RCPT": b"250 2.1.5 OK\r\n",
    b"DATA": b"354 Go ahead\r\n",
    b"RSET": b"250 2.0.0 OK\r\n",
    b"NOOP": b"250 2.0.0 OK\r\n",
    b"QUIT": b"221 2.0.0 Bye\r\n",
}
TAKEN = b"250 2.0.0 Taken\r\n"
NOT_KNOWN = b"502 5.5.1 Not known here\r\n"


class Accepted(NamedTuple):
    """One line of the ledger."""

    at: float  # time.monotonic(), the same clock for all processes of a machine
    key: str
    size: int


class Ledger:
    """Where a sink writes down what it accepted; `kept` gets the messages themselves as well."""

    def __init__(self, log: Path, *, fsync: bool = False, kept: Path | None = None) -> None:
        flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND
        self._log = os.open(log, flags, 0o644)
        self._kept = os.open(kept, flags, 0o644) if kept else None
        self._fsync = fsync

    def accept(self, content: bytes) -> None:
        """Write one message down; on the disk when this returns, if so asked."""
        head = content.partition(b"\r\n\r\n")[0]
        found = ID.search(head)
        key = found[1] if found else b"-"
        if self._kept is not None:
            content = content.replace(b"\r\n..", b"\r\n.")
            os.write(self._kept, b"%d\n%b" % (len(content), content))
        os.write(self._log, b"%.6f %b %d\n" % (time.monotonic(), key, len(content)))
        if self._fsync:
            os.fsync(self._log)


class Session(asyncio.Protocol):
    """One connection: commands and bodies in, answers out, in their order."""

    transport: asyncio.Transport

    def __init__(self, ledger: Ledger, latency: float, every: bool) -> None:
        self._loop = asyncio.get_running_loop()
        self._ledger = ledger
        self._thinks = 0.0 if every else latency
        self._away = latency if every else 0.0
        self._input = b""
        self._in_body = self._thinking = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        self._answer(b"220 sink ESMTP\r\n")

    def data_received(self, data: bytes) -> None:
        self._input = self._input + data if self._input else data
        if not self._thinking:
            self._work()

    def _work(self) -> None:
        """Take all that is complete; the rest waits for more."""
        text, place, answers = self._input, 0, b""
        while True:
            if self._in_body:
                end = text.find(b"\r\n.\r\n", place)
                if end < 0:
                    break
                self._ledger.accept(text[place + 2 : end + 2])
                self._in_body = False
                place = end + 5
                if self._thinks:
                    self._think()
                    break
                answers += TAKEN
                continue
            end = text.find(b"\r\n", place)
            if end < 0:
                break
            verb = text[place : place + 4].upper()
            place = end + 2
            answers += REPLIES.get(verb, NOT_KNOWN)
            if verb == b"DATA":
                # The body is read from this line's end: an empty one ends like any other then.
                place = end
                self._in_body = True
            elif verb == b"QUIT":
                self._answer(answers)
                self._loop.call_later(self._away, self.transport.close)
                return
        self._input = text[place:]
        if answers:
            self._answer(answers)

    def _think(self) -> None:
        self._thinking = True
        self._loop.call_later(self._thinks, self._thought)

    def _thought(self) -> None:
        self._thinking = False
        self._answer(TAKEN)
        self._work()

    def _answer(self, answers: bytes) -> None:
        if self._away:
            self._loop.call_later(self._away, self.transport.write, answers)
        else:
            self.transport.write(answers)


def accepted(log: Path) -> list[Accepted]:
    """What a ledger holds so far, oldest first; a line still being written is left out."""
    if not log.exists():
        return []
    lines = log.read_text().rpartition("\n")[0].splitlines()
    split = (line.split(" ") for line in lines)
    return [Accepted(float(at), key, int(size)) for at, key, size in split]


def copies(log: Path) -> Counter[str]:
    """How often each message was accepted."""
    return Counter(entry.key for entry in accepted(log))


def kept_messages(kept: Path) -> list[bytes]:
    """The messages a sink with `kept` wrote down, oldest first."""
    content, place, found = kept.read_bytes(), 0, []
    while place < len(content):
        line = content.index(b"\n", place)
        start, size = line + 1, int(content[place:line])
        found.append(content[start : start + size])
        place = start + size
    return found


async def serve(port: int, ledger: Ledger, latency: float, every: bool) -> None:
    """Accept mail on 127.0.0.1 until SIGTERM or SIGINT."""
    loop = asyncio.get_running_loop()
    server = await loop.create_server(
        lambda: Session(ledger, latency, every), "127.0.0.1", port, backlog=1024
    )
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    await stop.wait()
    server.close()


def main() -> None:
    """Serve until told to stop."""
    parser = argparse.ArgumentParser(description="Count mail, fast; keep and send on nothing.")
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--log", type=Path, required=True)
    parser.add_argument("--kept", type=Path, help="a file for the messages themselves")
    parser.add_argument("--latency", type=float, default=0, help="milliseconds for each message")
    parser.add_argument("--every", action="store_true", help="the latency is every answer's")
    parser.add_argument("--fsync", action="store_true", help="each line is on the disk first")
    options = parser.parse_args()
    gc.disable()  # nothing here is circular, and a pause would be blamed on a contender
    ledger = Ledger(options.log, fsync=options.fsync, kept=options.kept)
    asyncio.run(serve(options.port, ledger, options.latency / 1000, options.every))


if __name__ == "__main__":
    main()
