"""What an answer of a mail server or a provider says about the mail."""

import pytest
import requests
import urllib3.exceptions

from notifications.retry import Step, Verdict, http_verdict, never_connected, smtp_verdict


@pytest.mark.parametrize(
    ("code", "step", "verdict"),
    [
        (554, Step.SESSION, Verdict.NOT_SENT),
        (222, Step.SESSION, Verdict.NOT_SENT),
        (450, Step.RECIPIENT, Verdict.NOT_SENT),
        (530, Step.RECIPIENT, Verdict.NOT_SENT),
        (550, Step.RECIPIENT, Verdict.REFUSED),
        (250, Step.DATA, Verdict.NOT_SENT),
        (554, Step.DATA, Verdict.REFUSED),
        (452, Step.BODY, Verdict.NOT_SENT),
        (554, Step.BODY, Verdict.REFUSED),
        (222, Step.BODY, Verdict.UNKNOWN),
        (-1, Step.BODY, Verdict.UNKNOWN),
    ],
)
def test_an_smtp_code_means_something_else_at_each_step(code, step, verdict):
    assert smtp_verdict(code, step) is verdict


@pytest.mark.parametrize(
    ("status", "verdict"),
    [
        *[(status, Verdict.NOT_SENT) for status in (401, 402, 403, 407, 408, 429)],
        *[(status, Verdict.REFUSED) for status in (400, 406, 413, 422)],
        *[(status, Verdict.UNKNOWN) for status in (None, 200, 302, 500, 503)],
    ],
)
def test_trouble_with_the_account_is_no_refusal_of_the_mail(status, verdict):
    assert http_verdict(status) is verdict


def caused(error: Exception, cause: Exception) -> Exception:
    error.__cause__ = cause
    return error


NO_NAME = urllib3.exceptions.NameResolutionError("mail.example.com", None, OSError())  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("error", "never"),
    [
        (requests.ConnectTimeout(), True),
        (caused(requests.ConnectionError(), NO_NAME), True),
        (caused(RuntimeError(), caused(requests.ConnectionError(), ConnectionRefusedError())), True),
        (requests.ReadTimeout(), False),
        (caused(requests.ConnectionError(), ConnectionResetError()), False),
    ],
)
def test_only_an_error_from_before_the_connection_says_that_nothing_left(error, never):
    assert never_connected(error) is never


def test_errors_that_name_each_other_as_their_cause_end():
    one, other = RuntimeError(), RuntimeError()
    one.__cause__, other.__cause__ = other, one
    assert not never_connected(one)
