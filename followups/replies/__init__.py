"""Replies: an employer's mail in, its label with evidence and date out. Pure: no Django, no clock.

    reading = classify(Message(subject, headers, body, received_on))

The labels are those of `careers.answers`. A reading is a proposal: whatever would stop a case or move a
deadline waits for a person. A new turn of phrase is a line in `words/`.
"""

from followups.replies.classify import classify
from followups.replies.message import LONGEST, Message, TooLarge
from followups.replies.reading import SURE, Reading

__all__ = ["LONGEST", "SURE", "Message", "Reading", "TooLarge", "classify"]
