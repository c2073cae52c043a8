"""A mail server with bad manners, one at a time: it misbehaves once, then it is polite again."""

import re
import socket
import struct
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import NamedTuple

ID = re.compile(rb"^X-Kabar-Message-Id:[ \t]*(\S+)", re.IGNORECASE | re.MULTILINE)
STEPS = {b"EHLO": "ehlo", b"HELO": "helo", b"MAIL": "mail", b"RCPT": "rcpt", b"DATA": "data"}


class Manner(NamedTuple):
    """What it does at a step (banner, ehlo, mail, rcpt, data, body) instead of its answer.

    `act`: "hang", "drip" (a byte now and then, never a line), "reset", "close", or an answer.
    `kept`: it has taken the mail by then. `then_closes`: after its answer it hangs up.
    """

    step: str
    act: str
    kept: bool = False
    then_closes: bool = False

    def __str__(self) -> str:
        kept = " after it took the mail" if self.kept else ""
        return f"{self.act} at {self.step}{kept}{', then closes' if self.then_closes else ''}"


class Over(Exception):
    """The connection has ended."""


@dataclass
class RudeServer:
    """Listens on a port of its own; `taken` is its ledger, by our id."""

    drip_seconds: float
    pipelining: bool = True
    manner: Manner | None = None
    taken: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]

    @contextmanager
    def open(self) -> Iterator["RudeServer"]:
        """Takes connections until the block ends."""
        threading.Thread(target=self._listen, daemon=True).start()
        try:
            yield self
        finally:
            self._listener.close()

    def _listen(self) -> None:
        with suppress(OSError):  # closed: nobody is wanted any more
            while True:
                peer, _address = self._listener.accept()
                threading.Thread(target=self._talk, args=(peer,), daemon=True).start()

    def _talk(self, peer: socket.socket) -> None:
        with peer, suppress(Over, OSError):
            self._answer(peer, "banner", "220 rude")
            refused = False
            lines = peer.makefile("rb")
            for line in lines:
                step = STEPS.get(line[:4].upper(), "")
                if step in ("rcpt", "data") and refused:
                    peer.sendall(b"503 5.5.1 Bad sequence\r\n")
                elif step in ("mail", "rcpt"):
                    refused = not self._answer(peer, step, "250 OK")
                elif step == "data":
                    if self._answer(peer, step, "354 Go ahead"):
                        self._body(peer, lines)
                elif step == "ehlo":
                    self._answer(
                        peer, step, *["250-rude", *(["250-PIPELINING"] * self.pipelining), "250 8BITMIME"]
                    )
                else:
                    peer.sendall(b"221 Bye\r\n" if line[:4].upper() == b"QUIT" else b"250 OK\r\n")

    def _body(self, peer: socket.socket, lines: object) -> None:
        content = bytearray()
        for line in lines:  # type: ignore[attr-defined]
            if line == b".\r\n":
                break
            content += line
        else:
            raise Over
        rude = self.manner if self.manner and self.manner.step == "body" else None
        if rude is None or rude.kept:
            found = ID.search(content)
            self.taken[found[1].decode() if found else "-"] += 1
        self._answer(peer, "body", "250 Taken")

    def _answer(self, peer: socket.socket, step: str, *polite: str) -> bool:
        """Its answer; False if it was not the polite one. Raises Over after the last."""
        rude, lines = self.manner, polite
        if rude is None or rude.step != step:
            rude = None
        else:
            self.manner = None
            self._misbehave(peer, rude)
            lines = (rude.act,)
        peer.sendall("".join(f"{line}\r\n" for line in lines).encode())
        if rude and rude.then_closes:
            raise Over
        return rude is None

    def _misbehave(self, peer: socket.socket, rude: Manner) -> None:
        """Returns only if an answer is due."""
        if rude.act == "hang":
            while peer.recv(4096):
                pass
        elif rude.act == "drip":
            peer.settimeout(self.drip_seconds)
            while True:
                peer.sendall(b"2")
                with suppress(TimeoutError):
                    if not peer.recv(4096):
                        break
        elif rude.act == "reset":
            peer.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        elif rude.act != "close":
            return
        raise Over
