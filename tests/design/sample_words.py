"""One example of each kind of mail, with everything in it that its template can show."""

from typing import Any

from careers.models import User
from notifications.accounts import OutboxAccountAdapter
from notifications.letters import Letter, compose

LANGUAGES = ["id", "en"]
SITE = "https://kabar.example.com"
LINK = f"{SITE}/applications/7/"
STUDENT_KINDS = ["heads_up", "window_open", "window_missed", "stopped_kindly", "thank_you_due"]
STAFF_KINDS = ["approval_needed", "missed_alert", "help_asked"]
PLAN_KINDS = [*STUDENT_KINDS, *STAFF_KINDS]
# django-allauth's names of the sign-on mails that this site sends.
SIGN_ON = {
    "password_reset_key": {"password_reset_url": f"{SITE}/accounts/password/reset/key/7-abc-def/"},
    "email_confirmation": {"activate_url": f"{SITE}/accounts/confirm-email/MTA:1x:abc/"},
    "email_confirmation_signup": {"activate_url": f"{SITE}/accounts/confirm-email/MTA:1x:abc/"},
}
DAILY_KINDS = ["digest", "desk_digest"]
ADMIN_KINDS = ["calendar_horizon"]
KINDS = [*PLAN_KINDS, *DAILY_KINDS, *ADMIN_KINDS, *SIGN_ON]

SLOT = {
    "id": {
        "day": "Sel 24 Nov",
        "long_day": "Selasa, 24 November 2026",
        "hours": "12.00–13.00 WITA",
        "zone_sentence": "Perekrut ada di Makassar; di tempat Anda pukul 11.00–12.00.",
        "later": "Rab 25 Nov 12.00–13.00 WITA dan Rab 25 Nov 15.30–17.00 WITA",
        "recruiter": "tim rekrutmen",
        "reason": "Mereka menjanjikan kabar paling lambat Senin 23 November; waktu yang pantas 1 hari "
        "setelah janji lewat. Terlalu dini terkesan tidak sabar.",
        "attempt": "Ini yang pertama dari paling banyak dua surel tindak lanjut.",
        "until": "Rab 25 Nov, 17.00 WIB",
        "step_one": "Lihat lowongan lain yang dikumpulkan pusat karier Anda.",
        "step_two": "Jaga hubungan dengan pewawancara di LinkedIn, sesekali.",
        "step_three": "Bicarakan wawancaranya dengan konselor selagi segar.",
    },
    "en": {
        "day": "Tue 24 Nov",
        "long_day": "Tuesday, 24 November 2026",
        "hours": "12:00–13:00 WITA",
        "zone_sentence": "The recruiter is in Makassar; where you are it is 11:00–12:00.",
        "later": "Wed 25 Nov 12:00–13:00 WITA and Wed 25 Nov 15:30–17:00 WITA",
        "recruiter": "the recruitment team",
        "reason": "They promised an answer by Monday 23 November; one day after the promise is the right "
        "time. Earlier could look impatient.",
        "attempt": "This is the first of at most two follow-ups.",
        "until": "Wed 25 Nov, 17:00 WIB",
        "step_one": "Look at the other openings your career centre has collected.",
        "step_two": "Stay in touch with your interviewer on LinkedIn, now and then.",
        "step_three": "Talk the interview over with your counsellor while it is fresh.",
    },
}
OFFERED = {
    "heads_up": ("sent", "answered", "snooze", "ask"),
    "window_open": ("sent", "answered", "snooze", "ask"),
    "window_missed": ("sent", "answered", "ask"),
    "thank_you_due": ("sent", "ask"),
    "stopped_kindly": ("ask",),
}


def sample_words(kind: str, language: str = "en", **changes: Any) -> dict[str, Any]:
    """The words of a mail about a plan, in the manner of notifications/topics/plan_words.py."""
    slot = SLOT[language]
    words: dict[str, Any] = {
        "greeted": "Dinda" if kind in STUDENT_KINDS else "Bima Prakoso",
        "centre": "Pusat Karier Universitas Arunika",
        "student": "Dinda Larasati",
        "position": "R&D Analyst",
        "employer": "Rempah & Rasa",
        "link": LINK,
        "reply_to": "",
        "good_news": False,
        "same_day_here": True,
        "missed": 3 if kind == "missed_alert" else 0,
        **slot,
    }
    if kind != "window_open":
        words["later"] = ""
    if kind != "thank_you_due":
        words["until"] = ""
    if kind != "stopped_kindly":
        words |= {"step_one": "", "step_two": "", "step_three": ""}
    for act in OFFERED.get(kind, ()):
        words[f"{act}_link"] = f"{SITE}/do/{act}-cwAAAAABAAAAAAGpV7kq2m0sUxJxvGt/"
    words["unsubscribe_link"] = f"{SITE}/unsubscribe/dQAAAAABAAAAAAGpV7kq2m0sUxJxvGt/"
    words["settings_link"] = f"{SITE}/settings/"
    return {**words, **changes}


def daily_words(kind: str) -> dict[str, Any]:
    """The words of a daily mail, in the manner of notifications/topics/digest_words.py."""
    words: dict[str, Any] = {
        "centre": "Pusat Karier Universitas Arunika",
        "today": "Tuesday 24 November",
        "reply_to": "",
        "unsubscribe_link": f"{SITE}/unsubscribe/dQAAAAABAAAAAAGpV7kq2m0sUxJxvGt/",
        "settings_link": f"{SITE}/settings/",
    }
    if kind == "digest":
        said = "Today, 12:00–13:00 WITA, is a good time to write to Bu Lestari."
        items = [
            {"title": f"{position} at Rempah & Rasa", "said": said, "link": f"{SITE}/applications/{number}/"}
            for number, position in enumerate(("R&D Analyst", "Brand Executive"), 7)
        ]
        return {**words, "greeted": "Dinda", "link": f"{SITE}/me/", "items": items}
    row = {
        "who": "Dinda Larasati",
        "what": "R&D Analyst at Rempah & Rasa",
        "when": "Tue 24 Nov",
        "link": LINK,
    }
    titles = ("Students ask for help", "Second follow-ups to approve")
    pipeline = f"{SITE}/pipeline/?decision=needs"
    sections = [
        {
            "title": title,
            "count": 3 + more,
            "rows": [row, row, {**row, "when": ""}],
            "more": more,
            "link": pipeline,
        }
        for more, title in enumerate(titles)
    ]
    return {**words, "greeted": "Bima Prakoso", "link": pipeline, "count": 7, "sections": sections}


def admin_words(language: str) -> dict[str, Any]:
    """The words of a mail to an admin, in the manner of notifications/topics/horizon.py."""
    return {
        "greeted": "Sari Lestari",
        "centre": "Pusat Karier Universitas Arunika",
        "until": {"id": "Jumat, 31 Desember 2027", "en": "Friday, 31 December 2027"}[language],
        "year": "2028",
        "over": False,
        "link": f"{SITE}/delivery/",
        "reply_to": "",
        "unsubscribe_link": f"{SITE}/unsubscribe/dQAAAAABAAAAAAGpV7kq2m0sUxJxvGt/",
        "settings_link": f"{SITE}/settings/",
    }


def sample(kind: str, language: str = "en", **changes: Any) -> Letter:
    """The letter of a kind, as a mail program gets it."""
    if kind in SIGN_ON:
        reader = User(name="Dinda Larasati", language=language)
        context = {**SIGN_ON[kind], **changes}
        return OutboxAccountAdapter()._letter(f"account/email/{kind}", "d@example.com", reader, context)
    if kind in ADMIN_KINDS:
        return compose(kind, language, {**admin_words(language), **changes})
    words = daily_words(kind) if kind in DAILY_KINDS else sample_words(kind, language)
    return compose(kind, language, {**words, **changes})
