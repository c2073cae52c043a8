"""What became of a mail, in a sentence for the student whose case it is about."""

from collections.abc import Callable

from django.utils.translation import gettext as _

from careers.answers import Label
from notifications import filing, inbound
from notifications.incoming import automatic, limits, verdicts
from notifications.models import InboundMail
from notifications.models.inbound import BOUNCE, LETTER, REFUSED, REPLY

# Asked for in the reader's language, so each is a call.
_SENTENCES: dict[tuple[str, str], Callable[[], str]] = {
    (LETTER, ""): lambda: _("recorded as your follow-up"),
    (LETTER, filing.KNOWN): lambda: _("your follow-up, already recorded"),
    (LETTER, filing.THANKS): lambda: _("recorded as your thank-you note"),
    (REPLY, ""): lambda: _("kept as their answer; a person reads what it means"),
    (REPLY, Label.AUTO_REPLY): lambda: _("kept as an automatic note; nobody needs to read it"),
    (REPLY, Label.UNRELATED): lambda: _("kept, but it is about something else and changes nothing"),
    (BOUNCE, ""): lambda: _("a notice that your e-mail came back; the address must be checked"),
    (REFUSED, inbound.OVER): lambda: _("not kept: this account is closed"),
    (REFUSED, inbound.TOO_MANY): lambda: _("not kept: too many mails came in today"),
    (REFUSED, inbound.NOT_FITTING): lambda: _("not kept: it does not fit what is recorded here"),
    (REFUSED, filing.NO_INTERVIEW): lambda: _("not kept: no interview has been held yet"),
    (REFUSED, filing.CLOSED): lambda: _("not kept: this application is over"),
    (REFUSED, limits.TOO_LARGE): lambda: _("not kept: it is too large. Forward it without attachments"),
    (REFUSED, limits.TOO_COMPLEX): lambda: _("not kept: it is built too strangely. Paste the text instead"),
    (REFUSED, limits.UNREADABLE): lambda: _("not kept: it cannot be read. Paste the text instead"),
    (REFUSED, automatic.AUTOMATIC): lambda: _(
        "not kept: an automatic mail. Forward it yourself if it matters"
    ),
    (REFUSED, automatic.MAILING_LIST): lambda: _("not kept: it came from a mailing list"),
    (REFUSED, automatic.LOOP): lambda: _("not kept: it is a mail of Kabar itself"),
    (REFUSED, verdicts.DELAYED): lambda: _(
        "not kept: the mail server is still trying to deliver your e-mail"
    ),
    (REFUSED, verdicts.EMPTY): lambda: _("not kept: it says nothing"),
}


def sentence(mail: InboundMail) -> str:
    """What became of it, in the reader's language, without a full stop."""
    known = _SENTENCES.get((mail.outcome, mail.reason))
    return known() if known else mail.get_outcome_display()
