"""Who has chosen not to be reminded: told to the staff, so that nobody counts on our mail."""

from datetime import datetime

from django.utils.translation import gettext as _

from careers.models import Student
from followups.wording.slots import long_day_words
from notifications.periods import is_paused
from notifications.preferences import wishes_of


def resting(student: Student, now: datetime) -> str:
    """A calm sentence about a student who switched reminders off or paused them; "" for all others.

    The student comes with her user. One query.
    """
    wishes = wishes_of([student.user_id])[student.user_id]
    name = student.user.get_short_name()
    if wishes.off:
        return _(
            "%(name)s has switched reminder e-mails off and looks here alone. A word from you would be read."
        ) % {"name": name}
    if wishes.paused_until and is_paused(wishes, now):
        said = {"name": name, "day": long_day_words(wishes.paused_until)}
        return _("%(name)s has paused reminders until %(day)s.") % said
    return ""
