"""Error class -> try again, give up, or unknown. Pure."""

from datetime import datetime, timedelta
from enum import StrEnum


class Verdict(StrEnum):
    """What one attempt to send told us."""

    SENT = "sent"
    NOT_SENT = "not_sent"  # certainly did not leave; another attempt is safe
    REFUSED = "refused"  # certainly did not leave, and will not next time either
    UNKNOWN = "unknown"  # may have left


class SendProblem(Exception):
    """A mail that was not accepted for certain; `verdict` says what is known."""

    def __init__(self, verdict: Verdict, error: str) -> None:
        super().__init__(error)
        self.verdict, self.error = verdict, error[:300]


LADDER = tuple(timedelta(seconds=s) for s in (30, 120, 300, 600, 1200, 1800, 3600, 3600, 7200, 7200))


def next_attempt(attempts: int, now: datetime, expires_at: datetime) -> datetime | None:
    """When to try again after that many attempts, or None if it would come too late."""
    if attempts > len(LADDER):
        return None
    moment = now + LADDER[attempts - 1]
    return moment if moment < expires_at else None


def smtp_verdict(code: int) -> Verdict:
    """An SMTP reply code (RFC 5321): 4xx is for now, 5xx is for good."""
    if 200 <= code < 300:
        return Verdict.SENT
    return Verdict.NOT_SENT if 400 <= code < 500 else Verdict.REFUSED


def http_verdict(status: int | None) -> Verdict:
    """An ESP's HTTP status: without one, or after a server error, the mail may have left."""
    if status is None or status >= 500:
        return Verdict.UNKNOWN
    if status in (408, 429):
        return Verdict.NOT_SENT
    return Verdict.SENT if status < 300 else Verdict.REFUSED
