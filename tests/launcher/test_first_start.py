"""The very first `make run`: demo data, mail that was really sent, logins that work."""

import re
import signal
import smtplib
import urllib.parse
import urllib.request
from collections.abc import Iterator
from http.cookiejar import CookieJar
from pathlib import Path

import pytest

from kabar.demo_logins import DEMO_LOGINS, DEMO_PASSWORD, DemoLogin
from kabar.sink import Mailbox
from tests.launcher.test_launcher import Run, processes_of, start


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Run]:
    var = tmp_path_factory.mktemp("demo") / "var"
    run = start(var, demo="yes")
    run.wait_until_ready()
    yield run
    assert run.signal(signal.SIGTERM) == 0, run.said
    assert processes_of(var) == {}


class Person:
    """A browser without scripts: cookies and forms."""

    def __init__(self, port: int) -> None:
        self.base = f"http://127.0.0.1:{port}"
        self.cookies = CookieJar()
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.cookies))

    def get(self, path: str) -> str:
        with self.opener.open(self.base + path, timeout=60) as response:
            return str(response.read().decode())

    def sign_in(self, login: DemoLogin) -> str:
        """Sign in; return the address where that leads."""
        self.get("/accounts/login/")
        token = next(cookie.value for cookie in self.cookies if cookie.name == "csrftoken")
        form = {"login": login.email, "password": DEMO_PASSWORD, "csrfmiddlewaretoken": token}
        data = urllib.parse.urlencode(form).encode()
        request = urllib.request.Request(self.base + "/accounts/login/", data)
        request.add_header("Referer", self.base + "/accounts/login/")
        with self.opener.open(request, timeout=60) as response:
            return urllib.parse.urlsplit(response.url).path


@pytest.mark.parametrize("login", DEMO_LOGINS, ids=lambda login: login.email)
def test_every_printed_login_works(demo: Run, login: DemoLogin) -> None:
    assert login.email in demo.said
    assert DEMO_PASSWORD in demo.said
    landed = Person(demo.port).sign_in(login)
    assert not landed.startswith("/accounts/"), f"{login.email} was sent to {landed}"


def test_the_mailbox_shows_reminders_that_the_sink_received(demo: Run) -> None:
    received = Mailbox(Path(demo.var) / "demo").messages()
    assert received
    person = Person(demo.port)
    person.sign_in(DEMO_LOGINS[0])
    page = person.get("/mailbox/")
    newest = received[-1]["X-Sink-Recipient"]
    assert newest in page


def test_a_mail_to_a_students_secret_address_comes_into_her_case(demo: Run) -> None:
    person = Person(demo.port)
    person.sign_in(next(login for login in DEMO_LOGINS if login.role == "student"))
    pages = dict.fromkeys(re.findall(r'href="(/applications/\d+/)"', person.get("/me/")))
    secrets = (
        (page, re.search(r"kabar\+\w{24}@in\.kabar\.example\.com", person.get(page))) for page in pages
    )
    page, secret = next((page, found[0]) for page, found in secrets if found)
    listening = (Path(demo.var) / "log" / "sink.log").read_text()
    port = int(re.findall(r"listening on 127\.0\.0\.1:(\d+)", listening)[-1])
    with smtplib.SMTP("127.0.0.1", port, timeout=60) as connection:
        text = f"Subject: Fwd: balasan\r\nTo: {secret}\r\n\r\nMohon bersabar tujuh hari kerja lagi."
        assert connection.sendmail("mahasiswa@example.com", [secret], text) == {}
    assert "Mohon bersabar tujuh hari kerja lagi." in person.get(page)
