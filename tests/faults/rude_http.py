"""A provider's HTTP service, in Postmark's shape, with bad manners: once, then it is polite again."""

import json
import socket
import struct
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from tests.faults.rude_smtp import Manner

# It gives up in the end, long after everybody else should have.
DRIPS = 40
GOOD = json.dumps(
    {
        "To": "student@example.com",
        "SubmittedAt": "2026-07-14T05:00:00Z",
        "MessageID": "0a129aee-e1cd-480d-b08d-4f48548ff48d",
        "ErrorCode": 0,
        "Message": "OK",
    }
)
BAD = json.dumps({"ErrorCode": 300, "Message": "Invalid email request"})


class RudeProvider(ThreadingHTTPServer):
    """Listens on a port of its own; `taken` is its ledger, by our id.

    A manner's step is always "post"; an answer is a status.
    """

    daemon_threads = True
    block_on_close = False

    def __init__(self, drip_seconds: float) -> None:
        super().__init__(("127.0.0.1", 0), _Request)
        self.drip_seconds = drip_seconds
        self.manner: Manner | None = None
        self.taken: Counter[str] = Counter()

    @contextmanager
    def open(self) -> Iterator["RudeProvider"]:
        """Takes requests until the block ends."""
        threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        try:
            yield self
        finally:
            self.shutdown()
            self.server_close()

    def handle_error(self, *_peer: object) -> None:
        """A client that has had enough of it is no news."""


class _Request(BaseHTTPRequestHandler):
    server: RudeProvider
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        content = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        rude, self.server.manner = self.server.manner, None
        if rude is None or rude.kept:
            self.server.taken[content["Metadata"]["kabar_id"]] += 1
        if rude is None:
            self._say(200, GOOD)
        elif rude.act.isdigit():
            self._say(int(rude.act), BAD)
        else:
            self._misbehave(rude.act)

    def _say(self, status: int, body: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", f"{len(body)}")
        self.end_headers()
        self.wfile.write(body.encode())

    def _misbehave(self, act: str) -> None:
        self.close_connection = True
        if act == "hang":
            self.connection.settimeout(DRIPS * self.server.drip_seconds)
            with suppress(OSError):
                self.connection.recv(1)
        elif act == "reset":
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.connection.close()
        elif act == "drip":
            with suppress(OSError):
                self.wfile.write(b"HTTP/1.1 200 OK\r\nX-Patience: ")
                for _byte in range(DRIPS):
                    self.wfile.write(b"2")
                    time.sleep(self.server.drip_seconds)
        elif act == "nonsense":
            self._say(200, "what")

    def log_message(self, *_rest: object) -> None:
        """Nobody reads it."""
