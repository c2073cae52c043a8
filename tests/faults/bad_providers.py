"""E5: a provider hangs, drips, errs, takes a mail and says nothing, over SMTP and over HTTP.

For each bad manner one mail meets it and others follow. What certainly did not leave is tried again
and arrives; what may have left is shown as unknown; no call lasts longer than its deadline.
"""

import time
from collections import Counter
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.test import override_settings

from benchmarks.mail.ground import Ground
from kabar.ports import free_port
from notifications import delivery
from notifications.models import messages as m
from tests.faults import apart, rounds
from tests.faults.report import Report
from tests.faults.rude_http import RudeProvider
from tests.faults.rude_smtp import Manner, RudeServer
from tests.faults.site import laid_ground

AGAIN, UNKNOWN, FAILED, SENT = m.QUEUED, m.UNKNOWN, m.FAILED, m.SENT
SLACK = 2.5  # seconds over the deadline that a busy machine, and our QUIT, may take

# What a mail's state must be after it met that manner.
SMTP_MANNERS: dict[Manner, str] = {
    **{Manner("banner", act): AGAIN for act in ("hang", "drip", "reset", "close", "421 Later", "554 No")},
    **{Manner("ehlo", act): AGAIN for act in ("hang", "drip", "reset", "close")},
    **{Manner("mail", act): AGAIN for act in ("hang", "drip", "reset", "451 Later", "550 No")},
    **{Manner("rcpt", act): AGAIN for act in ("hang", "reset", "450 Later", "452 Full")},
    Manner("rcpt", "550 Nobody"): FAILED,
    **{Manner("data", act): AGAIN for act in ("hang", "drip", "reset", "451 Later")},
    Manner("data", "421 Later", then_closes=True): AGAIN,
    Manner("data", "554 No"): FAILED,
    Manner("body", "451 Later"): AGAIN,
    Manner("body", "421 Later", then_closes=True): AGAIN,
    Manner("body", "552 Too big"): FAILED,
    **{Manner("body", act): UNKNOWN for act in ("hang", "drip", "reset", "close")},
    **{Manner("body", act, kept=True): UNKNOWN for act in ("hang", "drip", "reset", "close", "222 What")},
    Manner("body", "250 Taken", kept=True, then_closes=True): SENT,
}
HTTP_MANNERS: dict[Manner, str] = {
    **{Manner("post", act): AGAIN for act in ("429", "401", "402")},
    Manner("post", "422"): FAILED,
    **{Manner("post", act): UNKNOWN for act in ("500", "503", "hang", "reset", "close")},
    **{
        Manner("post", act, kept=True): UNKNOWN
        for act in ("500", "504", "hang", "drip", "reset", "close", "nonsense")
    },
}
# The short form leaves out what only waits.
PATIENT = ("hang", "drip")


def run(short: bool, on: Ground | None = None) -> Report:
    """Each manner 5 times, over SMTP with and without pipelining and over HTTP; once in short."""
    times, deadline = (1, 1.0) if short else (5, 3.0)
    with laid_ground(on) as ground:
        found = apart.play(
            ground,
            apart.POSTGRES,
            "bad_providers",
            times,
            deadline,
            int(short),
            KABAR_MAIL_DEADLINE_SECONDS=f"{deadline:g}",
        )
    wrong, longest = found.pop("wrong"), round(found.pop("longest"), 1)
    own = {"bad manners met": found.pop("met"), "longest call (s)": longest}
    report = Report(
        "E5",
        f"bad manners of providers ×{times}",
        found,
        own,
        f"deadline {deadline:g} s; a drip is a byte every {deadline / 4:g} s; Postmark's shape over HTTP",
        wrong,
    )
    report.promise_none("lost", "duplicated", "mis-marked")
    report.promise(longest <= deadline + SLACK, f"a call lasted {longest:g} s")
    return report


# --- in a process of its own ----------------------------------------------------------------------


class Play(NamedTuple):
    """What one stage needs: the provider, its manners, and how the settings lead to it."""

    name: str
    provider: Any
    manners: dict[Manner, str]
    settings: dict[str, Any]


def play(times: str, deadline: str, short: str) -> dict[str, Any]:
    """All manners on the one database this process has."""
    now, drip = rounds.prepare(), float(deadline) / 4
    total: Counter[str] = Counter()
    wrong: list[str] = []
    longest = 0.0
    for stage in _stages(drip):
        with stage.provider.open(), override_settings(**stage.settings):
            for manner, ending in stage.manners.items():
                if int(short) and manner.act in PATIENT and stage.name == "SMTP step by step":
                    continue
                for _time in range(int(times)):
                    found, state, lasted = _meet(stage.provider, manner, now)
                    total.update(found)
                    longest = max(longest, lasted)
                    if state != ending:
                        wrong.append(f"{stage.name}, {manner}: {state}, and not {ending}")
                    if lasted > float(deadline) + SLACK:
                        wrong.append(f"{stage.name}, {manner}: {lasted:.1f} s")
    _nobody_there(now, total, wrong)
    return {**total, "wrong": sorted(set(wrong)), "longest": longest}


def _stages(drip: float) -> list[Play]:
    quick, slow, http = RudeServer(drip), RudeServer(drip, pipelining=False), RudeProvider(drip)
    smtp = "notifications.smtp.EmailBackend"
    api = {
        "POSTMARK_SERVER_TOKEN": "invented",
        "POSTMARK_API_URL": f"http://127.0.0.1:{http.server_address[1]}/",
    }
    postmark = {"EMAIL_BACKEND": "anymail.backends.postmark.EmailBackend", "ANYMAIL": api}
    return [
        Play("SMTP", quick, SMTP_MANNERS, {"EMAIL_BACKEND": smtp, "EMAIL_PORT": quick.port}),
        Play("SMTP step by step", slow, SMTP_MANNERS, {"EMAIL_BACKEND": smtp, "EMAIL_PORT": slow.port}),
        Play("HTTP", http, HTTP_MANNERS, postmark),
    ]


def _meet(provider: Any, manner: Manner, now: datetime) -> tuple[Counter[str], str, float]:
    """One mail meets the manner, one follows; then all that is due again is delivered politely."""
    first, *_others = (str(pk) for pk in rounds.queue(now))
    provider.manner, provider.taken = manner, Counter()
    began = time.monotonic()
    delivery.drain(lambda: now, limit=2)
    lasted = time.monotonic() - began
    state = rounds.states([int(first)])[first]
    met = provider.manner is None
    provider.manner = None
    later = now + timedelta(minutes=5)
    delivery.drain(lambda: later)
    found = rounds.figures(provider.taken)
    # A mail that was refused for good is told as failed: it is not lost.
    found["lost"] -= state == FAILED
    found["met"] = met
    return found, state, lasted


def _nobody_there(now: datetime, total: Counter[str], wrong: list[str]) -> None:
    """The connection is refused: everything waits."""
    keys = rounds.queue(now)
    with override_settings(EMAIL_PORT=free_port()):
        delivery.drain(lambda: now)
    total["met"] += 1
    if set(rounds.states(keys).values()) != {AGAIN}:
        wrong.append("a refused connection did not leave everything waiting")
