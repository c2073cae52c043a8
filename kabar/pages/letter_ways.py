"""The ways a checked letter gets into the student's own mailbox. Kabar itself sends nothing.

Each carries exactly the frozen text: line feeds there, CRLF where a standard wants it.
"""

from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from urllib.parse import quote

# Mail programmes and Outlook on the web cut or refuse longer addresses (about 2,000 characters);
# Gmail reads far longer ones.
LONGEST_LINK = 1800
LONGEST_GMAIL_LINK = 7000


@dataclass(frozen=True)
class Ready:
    """A letter that may go out: its exact text, to whom, and the secret address for BCC ("" for none)."""

    subject: str
    body: str
    to: str
    to_name: str
    bcc: str

    @property
    def mailto(self) -> str:
        """For the mail programme (RFC 6068); "" if the letter is too long for a link."""
        asked = {"bcc": self.bcc, "subject": self.subject, "body": _crlf(self.body)}
        return _short(f"mailto:{quote(self.to, safe='@')}{_query(asked)}", LONGEST_LINK)

    @property
    def gmail(self) -> str:
        """Gmail's page for a new mail; "" if the letter is too long for it."""
        asked = {
            "view": "cm", "fs": "1", "to": self.to, "bcc": self.bcc, "su": self.subject,
            "body": _crlf(self.body),
        }  # fmt: skip
        return _short(f"https://mail.google.com/mail/{_query(asked)}", LONGEST_GMAIL_LINK)

    @property
    def outlook(self) -> str:
        """Outlook on the web; it takes no BCC. "" if the letter is too long for it."""
        asked = {"to": self.to, "subject": self.subject, "body": _crlf(self.body)}
        return _short(f"https://outlook.office.com/mail/deeplink/compose{_query(asked)}", LONGEST_LINK)

    def eml(self) -> bytes:
        """A mail file that mail programmes open as one still to be sent (X-Unsent)."""
        mail = EmailMessage(policy=SMTP)
        if self.to:
            name = " ".join(self.to_name.split())
            mail["To"] = Address(display_name=name, addr_spec=self.to)
        if self.bcc:
            mail["Bcc"] = self.bcc
        mail["Subject"] = self.subject
        mail["X-Unsent"] = "1"
        mail.set_content(self.body, charset="utf-8", cte="quoted-printable")
        return mail.as_bytes()


def _crlf(text: str) -> str:
    return text.replace("\n", "\r\n")


def _query(asked: dict[str, str]) -> str:
    # %20 and never "+": mail programmes, and Outlook, show a plus as it stands.
    said = "&".join(f"{name}={quote(value, safe='')}" for name, value in asked.items() if value)
    return f"?{said}" if said else ""


def _short(link: str, longest: int) -> str:
    return link if len(link) <= longest else ""
