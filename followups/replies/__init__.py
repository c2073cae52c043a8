"""Replies: an employer's mail in, its label with evidence and date out. Pure: no Django, no clock.

    reading = classify(Message(subject, headers, body, received_on))
    reading, quote = read_answer(text, received_on)      # what a person pasted or forwarded

The labels are those of `careers.answers`. A reading is a proposal: whatever would stop a case or move a
deadline waits for a person. A new turn of phrase is a line in `words/`.
"""

from followups.replies.answer import Answer, read_answer, read_kept
from followups.replies.classify import classify
from followups.replies.message import LONGEST, Message, TooLarge
from followups.replies.reading import SURE, Reading

__all__ = [
    "LONGEST",
    "SURE",
    "Answer",
    "Message",
    "Reading",
    "TooLarge",
    "classify",
    "read_answer",
    "read_kept",
]
