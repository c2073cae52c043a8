"""The one sentence a waiting student reads: what decided, and what it means for her.

Keys are reasons of decisions; "reason:code" is the variant for a trace that holds that code
(":second" for the second follow-up). A reason without an entry speaks by its line of the trace.
"""

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

DECIDING: dict[str, Any] = {
    "promise_not_passed": ngettext_lazy(
        "They promised an answer by %(deadline)s; one day after the promise is the right time. "
        "Earlier could look impatient.",
        "They promised an answer by %(deadline)s; the right time is %(n)s days after the promise. "
        "Earlier could look impatient.",
        "n",
    ),
    "promise_not_passed:deadline_replaced": ngettext_lazy(
        "They asked you to wait until %(deadline)s; one day after the promise is the right time. "
        "Earlier could look impatient.",
        "They asked you to wait until %(deadline)s; the right time is %(n)s days after "
        "the promise. Earlier could look impatient.",
        "n",
    ),
    "promise_not_passed:promise_assumed": _(
        "They named no day, so we assume they need until %(deadline)s; from %(date)s on it is fine "
        "to ask. Earlier could look impatient."
    ),
    "second_gap_not_passed": ngettext_lazy(
        "Your last e-mail went out on %(first)s. Give them more than %(n)s day to answer it; "
        "from %(date)s on a second one may be right.",
        "Your last e-mail went out on %(first)s. Give them more than %(n)s days to answer it; "
        "from %(date)s on a second one may be right.",
        "n",
    ),
    "recruiter_away": _(
        "The recruiter is away until %(date)s. An e-mail that waits for that day will be seen."
    ),
    "outside_window": _(
        "You have waited long enough to ask. The next good time is %(day)s, %(hours)s, when your "
        "e-mail disturbs nobody."
    ),
    "outside_window:second": _(
        "A second e-mail may be right. With your counsellor's approval the next good time is "
        "%(day)s, %(hours)s."
    ),
    "in_window": _(
        "You have waited long enough, and now is a good time to write: until %(until)s your e-mail "
        "disturbs nobody."
    ),
    "in_window:second": _(
        "Now, until %(until)s, is a good time for a second e-mail, with your counsellor's approval."
    ),
    "max_followups_reached": ngettext_lazy(
        "You have asked once, politely, and that is enough. Another e-mail would not help you; "
        "other openings will.",
        "You have asked %(sent)s times, politely, and that is enough. Another e-mail would not "
        "help you; other openings will.",
        "sent",
    ),
    "discouraging_reply": _(
        "They wrote on %(date)s that no news will come soon. Asking again would not help you; "
        "your time is better spent on other openings."
    ),
    "rejected": _(
        "The answer of %(date)s was a no for this position. It is no measure of you; the next opening "
        "is worth your time now."
    ),
    "offer_received": _("You have an offer since %(date)s. There is nothing left to ask for."),
    "process_advanced": _(
        "You were invited to the next stage on %(date)s. After that interview we count anew."
    ),
    "student_withdrew": _("You took another path on %(date)s, so no more e-mails are needed."),
    "no_contact_instruction": _(
        "They asked on %(date)s not to be written to again. Respecting that is the best you can do."
    ),
    "address_bounced": _(
        "Your e-mail of %(date)s came back. Before you write again, the recruiter's address must be checked."
    ),
    "off_channel_contact": _(
        "You reached out by phone or chat on %(date)s. Please talk to your counsellor before the "
        "next step; nothing is lost."
    ),
    "reply_unclear": _(
        "They answered on %(date)s, and it is not clear yet what the answer means. A person reads "
        "it before we name a day."
    ),
    "interview_not_held": _(
        "The interview was cancelled, as we heard on %(date)s. Your counsellor finds out what comes instead."
    ),
    "position_status_unclear": _(
        "On %(date)s we heard that the position changed. Your counsellor looks into it before you ask."
    ),
    "calendar_unconfirmed": _(
        "The holidays of %(year)s are not decreed yet, so we cannot name a safe day. Your centre "
        "has to confirm them first."
    ),
}
