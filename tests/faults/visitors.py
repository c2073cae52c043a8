"""People at the web server while something is broken: each request must be answered as ever.

Each visitor is another student at another address: she signs in, adds an application with an
interview of this morning (its thank-you note is due), and asks for a new password. All of that
causes mail.
"""

import re
import time
from datetime import timedelta
from email.utils import parsedate_to_datetime
from threading import Event, Thread
from typing import Any
from zoneinfo import ZoneInfo

import requests
from requests.adapters import HTTPAdapter

JAKARTA = ZoneInfo("Asia/Jakarta")
PATIENCE = 30.0
PASSWORD = "sabar-menunggu-kabar"  # of all students of the experiments
PLACE = re.compile(r'<option value="([^"]+)" selected')
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


class _From(HTTPAdapter):
    """Requests from an address of this machine's own, so that limits for each address do not hit."""

    def __init__(self, address: str) -> None:
        self._address = address
        super().__init__()

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, source_address=(self._address, 0), **kwargs)


class Visitors(Thread):
    """Visits, one after the other, until told to stop."""

    def __init__(self, port: int, pause: float) -> None:
        super().__init__(name="visitors")
        self.asked = self.added = self.resets = 0
        self.slowest = 0.0
        self.errors: list[str] = []
        self._base, self._pause, self._over = f"http://127.0.0.1:{port}", pause, Event()

    def __enter__(self) -> "Visitors":
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.leave()

    def leave(self) -> None:
        """No visit begins after this; the present one ends."""
        self._over.set()
        self.join()

    def run(self) -> None:
        number = 0
        while not self._over.is_set():
            with requests.Session() as session:
                session.mount("http://", _From(f"127.0.{1 + number // 200}.{1 + number % 200}"))
                self._visit(session, f"student{number:05d}@arunika.example.com", number)
            number += 1
            self._over.wait(self._pause)

    def _visit(self, session: requests.Session, address: str, number: int) -> None:
        self.resets += self._fill_in(session, "/accounts/password/reset/", email=address)
        if not self._fill_in(session, "/accounts/login/", login=address, password=PASSWORD):
            return
        page = self._ask(session, "GET", "/me/add/", 200)
        place = PLACE.search(page.text) if page is not None else None
        if page is None or place is None:
            return
        # The server's clock, as a student in Jakarta reads it.
        now = parsedate_to_datetime(page.headers["Date"]).astimezone(JAKARTA)
        self.added += self._fill_in(
            session,
            "/me/add/",
            page,
            position=f"Planner {number}",
            employer="PT Cahaya Bahari",
            city="Jakarta",
            place=place[1],
            held_at=f"{now - timedelta(hours=3):%Y-%m-%dT%H:%M}",
            promise="week",
        )

    def _fill_in(
        self, session: requests.Session, path: str, page: requests.Response | None = None, **fields: str
    ) -> bool:
        """Post a page's form; True if it went through (its answer leads on to another page)."""
        page = page or self._ask(session, "GET", path, 200)
        token = TOKEN.search(page.text) if page is not None else None
        if token is None:
            return False
        return self._ask(session, "POST", path, 302, {**fields, "csrfmiddlewaretoken": token[1]}) is not None

    def _ask(
        self, session: requests.Session, method: str, path: str, expected: int, data: Any = None
    ) -> requests.Response | None:
        """The answer, if it is the expected one; anything else is an error."""
        self.asked += 1
        began = time.monotonic()
        try:
            answer = session.request(
                method, self._base + path, data=data, timeout=PATIENCE, allow_redirects=False
            )
        except requests.RequestException as problem:
            self.errors.append(f"{method} {path}: {type(problem).__name__}")
            return None
        self.slowest = max(self.slowest, time.monotonic() - began)
        if answer.status_code == expected:
            return answer
        self.errors.append(f"{method} {path}: {answer.status_code}")
        return None
