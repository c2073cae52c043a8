"""What a mail at a case's secret address is: a table of cases, the first that fits. Pure.

| the mail                                                          | becomes                    |
|-------------------------------------------------------------------|----------------------------|
| one of our own that came round, or passed too many servers        | refused: loop              |
| a mail that forwards one of our own reminders                     | refused: loop              |
| a notice of failure (attached, inside, or itself) on the recruiter | bounce                     |
| the same, and no address of the recruiter is known                | bounce                     |
| a notice of failure on somebody else at the employer              | answer: a person looks     |
| a notice of failure on somebody else, forwarded by a person       | answer: a person looks     |
| a notice of failure on somebody else, sent by the server itself   | refused: automatic         |
| a warning of delay, or word of success, however it comes          | refused: delayed           |
| automatic by its outermost headers (RFC 3834), or a mailing list  | refused: automatic / list  |
| a forward, also of an automatic mail: a person chose to send it   | answer                     |
| nothing said at all                                               | refused: empty             |
| to the recruiter, our address hidden, not from the employer       | her letter                 |
| to the recruiter, our address visible, From hers                  | her letter                 |
| From hers, our address hidden, no address of the employer known   | her letter                 |
| anything else (a direct answer, a redirected one, her own words)  | answer                     |

A notice comes before the rule on automatic mail, since every notice is automatic. From decides
nothing that the secret address has not allowed already: it only tells a letter from an answer.
"""

from dataclasses import dataclass
from typing import NamedTuple

from notifications.incoming.automatic import AUTOMATIC, LOOP
from notifications.incoming.mail import Mail

LETTER, REPLY, BOUNCE, REFUSED = "letter", "reply", "bounce", "refused"
DELAYED, EMPTY = "delayed", "empty"
# Domains that say nothing about an employer: anybody has an address there.
_ANYBODYS = frozenset(
    [
        "gmail.com",
        "googlemail.com",
        "yahoo.com",
        "yahoo.co.id",
        "yahoo.com.sg",
        "ymail.com",
        "rocketmail.com",
        "outlook.com",
        "outlook.co.id",
        "hotmail.com",
        "live.com",
        "msn.com",
        "icloud.com",
        "me.com",
        "mac.com",
        "proton.me",
        "protonmail.com",
        "aol.com",
        "mail.com",
        "zoho.com",
        "gmx.com",
        "gmx.net",
        "yandex.com",
        "plasa.com",
    ]
)


class Verdict(NamedTuple):
    """What a mail becomes, and why if it is refused."""

    outcome: str
    reason: str = ""


@dataclass(frozen=True)
class Correspondents:
    """The addresses of a case, lower-case: hers, the recruiters', ours."""

    student: frozenset[str]
    recruiters: frozenset[str]
    our_senders: frozenset[str]

    @property
    def domains(self) -> frozenset[str]:
        """The domains that are the employer's own."""
        others = _ANYBODYS | {_domain(a) for a in self.student | self.our_senders}
        return frozenset(_domain(address) for address in self.recruiters) - others

    def employs(self, addresses: frozenset[str]) -> bool:
        """True if one of the addresses is a recruiter's, or at the employer's domain."""
        ends = tuple("." + domain for domain in self.domains)
        return bool(addresses & self.recruiters) or any(
            _domain(a) in self.domains or ("." + _domain(a)).endswith(ends) for a in addresses
        )


def _domain(address: str) -> str:
    return address.rpartition("@")[2]


def judge(mail: Mail, people: Correspondents, ours: frozenset[str]) -> Verdict:
    """What the mail becomes; `ours` are the secret addresses among its visible recipients."""
    if mail.loop or (mail.forward and mail.forward.sender in people.our_senders):
        return Verdict(REFUSED, LOOP)
    if mail.notice:
        if not mail.notice.failed:
            return Verdict(REFUSED, DELAYED)
        if not people.recruiters or people.recruiters & mail.notice.about:
            return Verdict(BOUNCE)
        if people.employs(mail.notice.about):
            return Verdict(REPLY)
    if mail.automatic:
        return Verdict(REFUSED, mail.automatic or AUTOMATIC)
    if mail.forward:
        return Verdict(REPLY) if mail.text.strip() else Verdict(REFUSED, EMPTY)
    if _is_her_letter(mail, people, ours):
        return Verdict(LETTER)
    return Verdict(REPLY) if mail.text.strip() else Verdict(REFUSED, EMPTY)


def _is_her_letter(mail: Mail, people: Correspondents, ours: frozenset[str]) -> bool:
    """A copy of what she wrote to the recruiter, told by its recipients, with From as a hint."""
    senders = frozenset(mail.senders)
    if senders & people.student:
        from_her, from_them = True, False
    else:
        from_her, from_them = False, people.employs(senders)
    others = mail.visible - ours - people.student
    if from_them or not others:
        return False
    if people.employs(others):
        return from_her or not (ours or mail.visible & people.student)
    return from_her and not ours and not people.recruiters
