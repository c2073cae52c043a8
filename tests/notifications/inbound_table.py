"""The table of what comes in at a secret address, and what it becomes."""

from typing import NamedTuple

from tests.notifications.mails import (
    ANSWER,
    APPLE_ID,
    DAEMON_GMAIL,
    DINDA,
    GMAIL,
    GMAIL_ID,
    LESTARI,
    OOO,
    OUTLOOK,
    OUTLOOK_HTML,
    OUTLOOK_ID,
    THEIRS,
    US,
    YAHOO_ID,
    attached,
    mail,
    notice,
    written,
)


class Sample(NamedTuple):
    """A mail, and how it says it should be understood."""

    name: str
    outcome: str
    reason: str
    text: str


LETTER, REPLY, BOUNCE, REFUSED = "letter", "reply", "bounce", "refused"
FWD = "Fwd: Re: Interview"
SAMPLES = [
    Sample("a BCC of her own follow-up", LETTER, "", mail(written())),
    Sample(
        "a BCC from an address of hers nobody knows", LETTER, "", mail(written(sender="dinda.m@gmail.com"))
    ),
    Sample(
        "a BCC to a colleague at the employer",
        LETTER,
        "",
        mail(written(to="hr@mail.samudraniaga.example.com")),
    ),
    Sample("her follow-up with the address in CC", LETTER, "", mail(written(more=f"Cc: {US}"))),
    Sample(
        "the same from an unknown address", REPLY, "", mail(written(sender="d@gmail.com", more=f"Cc: {US}"))
    ),
    Sample("a BCC of a mail to somebody else", REPLY, "", mail(written(to="friend@example.org"))),
    Sample("forwarded by Gmail", REPLY, "", mail(written(to=US, subject=FWD), GMAIL)),
    Sample("forwarded by Gmail in Indonesian", REPLY, "", mail(written(to=US, subject=FWD), GMAIL_ID)),
    Sample("forwarded by Outlook", REPLY, "", mail(written(to=US, subject="FW: Re: Interview"), OUTLOOK)),
    Sample(
        "forwarded by Outlook in Indonesian",
        REPLY,
        "",
        mail(written(to=US, subject="Trs: Re: Interview"), OUTLOOK_ID),
    ),
    Sample(
        "forwarded by Apple Mail", REPLY, "", mail(written(to=US, subject="Terusan: Re: Interview"), APPLE_ID)
    ),
    Sample("forwarded by Yahoo", REPLY, "", mail(written(to=US, subject="Fw: Re: Interview"), YAHOO_ID)),
    Sample(
        "forwarded as HTML alone",
        REPLY,
        "",
        mail(written(to=US, subject="FW: x", more="Content-Type: text/html"), OUTLOOK_HTML),
    ),
    Sample(
        "forwarded with its subject changed", REPLY, "", mail(written(to=US, subject="Balasan HRD"), GMAIL)
    ),
    Sample("forwarded as an attachment", REPLY, "", attached(f"{THEIRS}\n\n{ANSWER}")),
    Sample("a forward with the recruiter in To", REPLY, "", mail(written(subject=FWD), GMAIL)),
    Sample(
        "her own words, typed",
        REPLY,
        "",
        mail(written(to=US, subject="mereka bilang tunggu"), "Tunggu 2 minggu."),
    ),
    Sample(
        "answered to all, the address in CC",
        REPLY,
        "",
        mail(f"{THEIRS}\nCc: {US}, hr@samudraniaga.example.com", ANSWER),
    ),
    Sample("redirected by a filter of her mailbox", REPLY, "", mail(THEIRS, ANSWER)),
    Sample(
        "the recruiter to a colleague, redirected",
        REPLY,
        "",
        mail(THEIRS.replace(f"To: {DINDA}", "To: hr@samudraniaga.example.com"), ANSWER),
    ),
    Sample(
        "a direct answer with history",
        REPLY,
        "",
        mail(THEIRS, f"{ANSWER}\n\n> {'kutipan ' * 9}\n> {GMAIL[:90]}"),
    ),
    Sample("an out-of-office note she forwards whole", REPLY, "auto_reply", attached(OOO)),
    Sample("a notice attached to a forward", BOUNCE, "", attached(notice())),
    Sample("a notice that came by itself", BOUNCE, "", notice()),
    Sample(
        "a notice as Exchange writes it",
        BOUNCE,
        "",
        notice(kind="mixed").replace("MAILER-DAEMON", "postmaster"),
    ),
    Sample(
        "a notice forwarded in the text",
        BOUNCE,
        "",
        mail(written(to=US, subject="Fwd: Delivery"), DAEMON_GMAIL),
    ),
    Sample("a notice on somebody else, forwarded", REPLY, "", attached(notice("x@example.org"))),
    Sample("a notice on somebody else at the employer", REPLY, "", notice("hr@samudraniaga.example.com")),
    Sample("a notice on somebody else by itself", REFUSED, "automatic", notice("x@example.org")),
    Sample("a warning of delay", REFUSED, "delayed", attached(notice(action="delayed"))),
    Sample("word that it was delivered", REFUSED, "delayed", notice(action="delivered")),
    Sample(
        "a delay forwarded in the text",
        REFUSED,
        "delayed",
        mail(
            written(to=US, subject="Fwd: Delivery"),
            DAEMON_GMAIL.replace("Address not found", "Delivery is delayed, will retry"),
        ),
    ),
    Sample("an out-of-office note by a filter", REFUSED, "automatic", OOO),
    Sample("Precedence: bulk", REFUSED, "automatic", mail(written(to=US, more="Precedence: bulk"))),
    Sample(
        "Precedence: auto_reply", REFUSED, "automatic", mail(written(to=US, more="Precedence: auto_reply"))
    ),
    Sample("X-Autoreply", REFUSED, "automatic", mail(written(to=US, more="X-Autoreply: yes"))),
    Sample("the null return path", REFUSED, "automatic", mail(written(to=US, more="Return-Path: <>"))),
    Sample(
        "a read receipt",
        REFUSED,
        "automatic",
        mail(
            written(
                to=US, more="Content-Type: multipart/report; report-type=disposition-notification; boundary=x"
            )
        ),
    ),
    Sample("Auto-Submitted: no is a person's", REPLY, "", mail(written(to=US, more="Auto-Submitted: no"))),
    Sample("a mailing list", REFUSED, "mailing_list", mail(written(more="List-Id: <loker.example.org>"))),
    Sample("Precedence: list", REFUSED, "mailing_list", mail(written(more="Precedence: list"))),
    Sample("our own reminder come round", REFUSED, "loop", mail(written(more="X-Kabar-Message-Id: 7"))),
    Sample(
        "our own Message-ID",
        REFUSED,
        "loop",
        mail(f"From: x@example.org\nMessage-ID: <{'0' * 32}@kabar.example.com>"),
    ),
    Sample("from our own address", REFUSED, "loop", mail(written(sender="kabar@kabar.example.com"))),
    Sample(
        "our reminder, forwarded",
        REFUSED,
        "loop",
        mail(written(to=US, subject="Fwd: Kabar"), GMAIL.replace(LESTARI, "kabar@kabar.example.com")),
    ),
    Sample("through sixty servers", REFUSED, "loop", "Received: from a by b\n" * 60 + mail(written())),
    Sample("nothing said", REFUSED, "empty", mail(written(to=US), " ")),
]
