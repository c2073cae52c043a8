"""Mails as programmes and servers really write them, for the tests of what comes in."""

DINDA, LESTARI = "dinda@arunika.example.com", "lestari@samudraniaga.example.com"
US = "{secret}"


def mail(headers: str, body: str = "Selamat siang, adakah kabar mengenai seleksi?") -> str:
    """Headers, one a line, and a body."""
    return f"{headers.strip()}\n\n{body.strip()}\n"


def written(
    to: str = LESTARI, sender: str = DINDA, subject: str = "Tindak lanjut wawancara", more: str = ""
) -> str:
    """The headers of an ordinary mail of 14 July, 12:05 in Jakarta."""
    lines = [
        f"From: Dinda Maharani <{sender}>",
        f"To: {to}",
        f"Subject: {subject}",
        "Date: Tue, 14 Jul 2026 12:05:00 +0700",
        "Message-ID: <CAF-1234@mail.gmail.example.com>",
        "MIME-Version: 1.0",
    ]
    return "\n".join([*lines, *more.strip().split("\n")] if more else lines)


ANSWER = "Terima kasih atas kesabarannya. Kami akan memberi kabar paling lambat 21 Juli."
GMAIL = f"""FYI
---------- Forwarded message ---------
From: Lestari Handayani <{LESTARI}>
Date: Tue, Jul 14, 2026 at 11:20\u202fAM
Subject: Re: Interview Supply Chain Analyst
To: Dinda Maharani <{DINDA}>


{ANSWER}
"""
GMAIL_ID = f"""---------- Forwarded message ---------
Dari: Lestari Handayani <{LESTARI}>
Date: Sel, 14 Jul 2026 pukul 11.20
Subject: Re: Interview Supply Chain Analyst
To: Dinda Maharani <{DINDA}>

{ANSWER}
"""
OUTLOOK = f"""________________________________
From: Lestari Handayani <{LESTARI}>
Sent: Tuesday, July 14, 2026 11:20 AM
To: Dinda Maharani <{DINDA}>
Subject: Re: Interview Supply Chain Analyst

{ANSWER}
"""
OUTLOOK_ID = f"""Dari: Lestari Handayani <{LESTARI}>
Dikirim: Selasa, 14 Juli 2026 11:20
Kepada: Dinda Maharani <{DINDA}>
Subjek: Re: Interview Supply Chain Analyst

{ANSWER}
"""
APPLE_ID = f"""Mulai pesan yang diteruskan:

> Dari: Lestari Handayani <{LESTARI}>
> Perihal: Re: Interview Supply Chain Analyst
> Tanggal: 14 Juli 2026 11.20.30 WIB
> Kepada: Dinda Maharani <{DINDA}>
>
> {ANSWER}
"""
YAHOO_ID = f"""----- Pesan yang Diteruskan -----
Dari: "Lestari Handayani" <{LESTARI}>
Kepada: "Dinda Maharani" <{DINDA}>
Terkirim: Selasa, 14 Juli 2026 11.20.30 WIB
Judul: Re: Interview Supply Chain Analyst

{ANSWER}
"""
OUTLOOK_HTML = f"""<html><head><style>p {{color: red}}</style></head><body>
<div>Lihat di bawah &nbsp;ya.</div><hr>
<div><b>From:</b> Lestari Handayani &lt;{LESTARI}&gt;<br><b>Sent:</b> Tuesday, July 14, 2026 11:20 AM<br>
<b>To:</b> Dinda<br><b>Subject:</b> Re: Interview<br></div>
<script>alert("no")</script><p>{ANSWER}</p></body></html>"""


def multipart(kind: str, *parts: str) -> str:
    """The parts of a multipart body, each with its own headers; the boundary is =_k."""
    inside = "".join(f"--=_k\n{part.strip()}\n" for part in parts)
    return f'Content-Type: multipart/{kind}; boundary="=_k"\n\n{inside}--=_k--'


def notice(
    address: str = LESTARI, action: str = "failed", kind: str = "report; report-type=delivery-status"
) -> str:
    """Postfix's notice of non-delivery: headers and body."""
    status = f"""Content-Type: message/delivery-status

Reporting-MTA: dns; mail.arunika.example.com
Arrival-Date: Tue, 14 Jul 2026 12:05:02 +0700 (WIB)

Final-Recipient: rfc822; {address}
Original-Recipient: rfc822;{address}
Action: {action}
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 User unknown"""
    words = f"Content-Type: text/plain\n\nI'm sorry to have to inform you about {address}: User unknown"
    sent = f"Content-Type: message/rfc822\n\nFrom: {DINDA}\nTo: {address}\nSubject: Tindak lanjut\n\nYth. Ibu Lestari"
    head = f"""From: MAILER-DAEMON@mail.arunika.example.com (Mail Delivery System)
To: {DINDA}
Subject: Undelivered Mail Returned to Sender
Date: Tue, 14 Jul 2026 12:06:00 +0700
Message-ID: <20260714050600.1@mail.arunika.example.com>
Auto-Submitted: auto-replied
Return-Path: <>
MIME-Version: 1.0
"""
    return head + multipart(kind, words, status, sent).replace("=_k", "=_dsn")


def attached(inner: str, subject: str = "Fwd: balasan") -> str:
    """A mail of hers with another attached whole."""
    part = f"Content-Type: message/rfc822\nContent-Disposition: attachment\n\n{inner}"
    return (
        written(to=US, subject=subject)
        + "\n"
        + multipart("mixed", "Content-Type: text/plain\n\nIni ya.", part)
    )


DAEMON_GMAIL = f"""---------- Forwarded message ---------
From: Mail Delivery Subsystem <mailer-daemon@googlemail.com>
Date: Tue, Jul 14, 2026 at 12:06 PM
Subject: Delivery Status Notification (Failure)
To: <{DINDA}>

** Address not found **
Your message wasn't delivered to {LESTARI} because the address couldn't be found.
"""
OOO = """From: Lestari Handayani <lestari@samudraniaga.example.com>
To: dinda@arunika.example.com
Subject: Automatic reply: Tindak lanjut wawancara
Date: Tue, 14 Jul 2026 12:06:00 +0700
Message-ID: <ooo@samudraniaga.example.com>
Auto-Submitted: auto-generated
X-Auto-Response-Suppress: All

Saya cuti sampai 20 Juli."""
THEIRS = f"From: Lestari <{LESTARI}>\nTo: {DINDA}\nSubject: Re: Tindak lanjut\nDate: Tue, 14 Jul 2026 12:20:00 +0700"
