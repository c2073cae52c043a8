"""The demo's mailbox: what its mail sink received, rendered. Never the outbox table.

Only where KABAR_DEMO is set; elsewhere these pages do not exist.
"""

import re
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.parser import BytesHeaderParser
from pathlib import Path
from typing import NamedTuple

from csp.constants import NONE, SELF, UNSAFE_INLINE
from csp.decorators import csp_replace, csp_update
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

PAGE = 40
_NAME = re.compile(r"^[0-9]+-[0-9]+-[0-9]+$")
_HEADERS = BytesHeaderParser(policy=policy.default)


class Letter(NamedTuple):
    """A received mail as the list shows it; `name` is its file's stem and sorts by time."""

    name: str
    to: str
    subject: str
    date: object


def _folder() -> Path:
    if not settings.DEMO or not settings.DEMO_MAILBOX:
        raise Http404
    return Path(settings.DEMO_MAILBOX) / "mailbox"


def _letter(path: Path) -> Letter:
    with path.open("rb") as file:
        headers = _HEADERS.parse(file)
    date = headers["Date"].datetime if headers["Date"] else None
    to = headers["X-Sink-Recipient"] or headers["To"] or ""
    return Letter(path.stem, str(to), str(headers["Subject"] or ""), date)


def _read(name: str) -> EmailMessage:
    path = _folder() / f"{name}.eml"
    # The name is checked, not cleaned: nothing but our own files can be asked for.
    if not _NAME.match(name) or not path.is_file():
        raise Http404
    message = message_from_bytes(path.read_bytes(), policy=policy.default)
    assert isinstance(message, EmailMessage)
    return message


def _part(message: EmailMessage, kind: str) -> str:
    body = message.get_body((kind,))
    return str(body.get_content()) if body else ""


def _zone(request: HttpRequest) -> str:
    return str(getattr(request.user, "time_zone", "Asia/Jakarta"))


@require_safe
def mailbox(request: HttpRequest) -> HttpResponse:
    """What arrived, newest first; `to` narrows by address, `before` continues."""
    folder = _folder()
    wanted, before = request.GET.get("to", "").strip().lower(), request.GET.get("before", "")
    names = sorted((path.stem for path in folder.glob("*.eml")), reverse=True)
    letters: list[Letter] = []
    for name in names:
        if before and name >= before:
            continue
        letter = _letter(folder / f"{name}.eml")
        if wanted in letter.to.lower():
            letters.append(letter)
        if len(letters) > PAGE:
            break
    more = len(letters) > PAGE
    context = {
        "letters": letters[:PAGE],
        "wanted": wanted,
        "total": len(names),
        "before": letters[PAGE - 1].name if more else "",
        "zone": _zone(request),
    }
    return render(request, "pages/mailbox.html", context)


@require_safe
@csp_update({"frame-src": [SELF]})  # type: ignore[arg-type] # typed for views without arguments
def mail(request: HttpRequest, name: str) -> HttpResponse:
    """One mail: its headers, the rendered part in a frame, the text part."""
    message = _read(name)
    context = {
        "name": name,
        "subject": str(message["Subject"] or ""),
        "headers": [(key, str(value)) for key, value in message.items()],
        "to": str(message["To"] or ""),
        "date": message["Date"].datetime if message["Date"] else None,
        "text": _part(message, "plain"),
        "has_html": bool(_part(message, "html")),
        "zone": _zone(request),
    }
    return render(request, "pages/mail.html", context)


# A mail carries its styles inline, as mail must; nothing else is allowed to it, least of all scripts.
@require_safe
@csp_replace(  # type: ignore[arg-type] # typed for views without arguments
    {
        "default-src": [NONE],
        "script-src": [NONE],
        "style-src": [UNSAFE_INLINE],
        "img-src": ["data:"],
        "font-src": [NONE],
        "connect-src": [NONE],
        "manifest-src": [NONE],
        "worker-src": [NONE],
        "form-action": [NONE],
        "frame-ancestors": [SELF],
    }
)
def rendered(request: HttpRequest, name: str) -> HttpResponse:
    """The HTML part alone, as a mail program would show it."""
    html = _part(_read(name), "html")
    if not html:
        raise Http404
    # A link opens a page of its own, as from a mail program; our pages refuse to stand in a frame.
    response = HttpResponse(html.replace("<head>", '<head><base target="_blank">', 1))
    response["X-Frame-Options"] = "SAMEORIGIN"
    return response
