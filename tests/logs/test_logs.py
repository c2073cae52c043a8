"""What the site writes into its logs: ids of requests, tasks and messages, and nobody's data."""

import io
import json
import logging
from contextlib import contextmanager

import pytest
import structlog
from celery import shared_task
from django.core.exceptions import ImproperlyConfigured
from django.db import IntegrityError, transaction
from django.test import Client

from careers import services
from careers.models import User
from kabar import logs
from kabar.celery import app
from notifications import delivery, planner
from notifications.models import Message
from tests import factories
from tests.notifications.clock import wib
from tests.notifications.test_smtp import server

REFUSAL = (
    b"550 5.1.1 <dinda@arunika.example.com> Dinda Maharani <dinda@arunika.example.com>: no such user\r\n"
)


@contextmanager
def written(kind: str = "json"):
    """What the handlers would write meanwhile; of the whole process, as in production."""
    stream, root = io.StringIO(), logging.getLogger()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(logs.formatter(kind))
    root.addHandler(handler)
    level = root.level
    root.setLevel(logging.INFO)
    try:
        yield stream
    finally:
        root.removeHandler(handler)
        root.setLevel(level)


def lines(stream):
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def personal(cast):
    """Every name and address of the cast, and the words its people are known by."""
    for user in User.objects.all():
        yield user.email
        yield user.name
        yield user.name.split()[0]


@pytest.fixture
def due(cast):
    """Dinda's reminder, due now."""
    interview = factories.case(cast.dinda)
    services.record_thanks(interview, sent_at=wib(6, 10), now=wib(6, 10))
    planner.sweep(wib(14, 12))
    return Message.objects.get()


@pytest.mark.parametrize("kind", logs.FORMATS)
@pytest.mark.parametrize(
    "script",
    [
        {b"RCPT": REFUSAL},
        {b"RCPT": REFUSAL.replace(b"550", b"450")},
        {b"DATA": b"354 go\r\n", b".": REFUSAL},
        {b"DATA": b"354 go\r\n", b".": None},
        {b"HELLO": REFUSAL},
    ],
    ids=["refused", "put off", "refused after the body", "broken off", "turned away"],
)
def test_a_mail_that_fails_leaves_its_number_in_the_log_and_nobodys_name_or_address(
    cast, due, smtp_sink, settings, kind, script
):
    with server(script) as port, written(kind) as log:
        settings.EMAIL_PORT = port
        assert delivery.drain(lambda: wib(14, 12)) == 0
    due.refresh_from_db()
    assert due.error
    said = log.getvalue()
    assert f"message {due.pk}" in said
    for data in personal(cast):
        assert data.lower() not in said.lower()


def test_a_defect_while_sending_is_told_with_its_message_and_nobodys_data(cast, due, smtp_sink, monkeypatch):
    def broken(*_args, **_options):
        raise ValueError("cannot write to Dinda Maharani <dinda@arunika.example.com>")

    monkeypatch.setattr("notifications.smtp.EmailBackend.send_messages", broken)
    with written() as log:
        delivery.drain(lambda: wib(14, 12))
    [told] = [line for line in lines(log) if "exception" in line]
    assert told["message_id"] == due.pk
    assert "ValueError" in told["exception"]
    for data in personal(cast):
        assert data.lower() not in log.getvalue().lower()


@pytest.mark.django_db
def test_a_row_that_a_database_refuses_is_not_quoted_in_the_log(cast):
    # A traceback shows the lines of the source, so nobody's data may stand in these.
    hers = {"email": cast.dinda.user.email, "name": cast.dinda.user.name, "date_joined": wib(1, 9)}
    with written() as log:
        for fields in ({}, {"centre": cast.centre, "role": "student"}):
            try:
                with transaction.atomic():
                    User.objects.create_user(**hers, **fields)
            except IntegrityError:
                logging.getLogger("some.library").exception("cannot be stored")
    told = [line["exception"] for line in lines(log)]
    assert len(told) == 2
    for exception in told:
        assert "IntegrityError" in exception
        for data in personal(cast):
            assert data.lower() not in exception.lower()


@pytest.mark.django_db
def test_each_line_of_a_request_carries_its_id_and_so_does_the_answer(client):
    with written() as log:
        answers = [
            client.get("/nowhere/", headers={"X-Request-ID": "from-the-proxy-1"}),
            client.get("/nowhere/"),
        ]
    ids = [answer["X-Request-ID"] for answer in answers]
    assert ids[0] == "from-the-proxy-1"
    assert [line["request_id"] for line in lines(log)] == ids


@pytest.mark.parametrize("given", ["short", "x" * 65, "two lines\nhere", 'a"b{c}defg', "dinda@example.com"])
@pytest.mark.django_db
def test_an_id_that_is_none_is_not_taken_over(given):
    answer = Client().get("/health/live/", headers={"X-Request-ID": given})
    assert answer["X-Request-ID"] != given
    assert len(answer["X-Request-ID"]) == 32


def test_each_line_of_a_task_carries_its_id():
    @shared_task(name="tests.speaking")
    def speaking():
        logging.getLogger("a.task").warning("here")

    try:
        with written() as log:
            result = speaking.apply()
        [line] = [line for line in lines(log) if line["logger"] == "a.task"]
        assert (line["task"], line["task_id"]) == ("tests.speaking", result.id)
        assert structlog.contextvars.get_contextvars() == {}
    finally:
        app.tasks.unregister("tests.speaking")


def test_a_structured_line_and_a_plain_one_look_alike():
    with written() as log:
        structlog.get_logger("kabar.x").error("alarm", alarm="mail_late", name="Dinda", since=wib(14, 12))
        logging.getLogger("kabar.y").error(
            "alarm %s", "mail_late", extra={"status_code": 500, "request": object()}
        )
    structured, plain = lines(log)
    assert (structured["event"], structured["alarm"], structured["name"]) == (
        "alarm",
        "mail_late",
        "[removed]",
    )
    assert (plain["event"], plain["status_code"]) == ("alarm mail_late", 500)
    assert set(plain) - {"status_code"} < set(structured)
    assert "request" not in plain


def test_celery_adds_no_handler_that_would_write_past_ours(settings):
    from celery import signals

    assert [receiver for _id, receiver in signals.setup_logging.receivers]
    for name in ("celery", "celery.task", "django", "django.server", "django.request"):
        silent = [isinstance(handler, logging.NullHandler) for handler in logging.getLogger(name).handlers]
        assert all(silent), name


@pytest.mark.parametrize(("kind", "level"), [("xml", "INFO"), ("json", "LOUD")])
def test_a_setting_that_is_none_is_refused_with_its_name(kind, level):
    with pytest.raises(ImproperlyConfigured, match="KABAR_LOG_"):
        logs.logging_settings(kind, level)
