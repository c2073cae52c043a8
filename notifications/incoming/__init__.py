"""Reading mail that came in: bytes in, a plain value out. Pure, and made for hostile input."""

from notifications.incoming.limits import Refused
from notifications.incoming.mail import Mail, digest_of, read, recipients_named
from notifications.incoming.verdicts import Correspondents, Verdict, judge

__all__ = ["Correspondents", "Mail", "Refused", "Verdict", "digest_of", "judge", "read", "recipients_named"]
