"""One item in, one answer out: shared by the batch commands and the API. No database."""

from followups.batch.cases import decided
from followups.batch.drafts import checked
from followups.batch.lines import Answer, Unreadable, answer_item, answer_line, read_json, refusal
from followups.batch.replies import classified

__all__ = [
    "Answer",
    "Unreadable",
    "answer_item",
    "answer_line",
    "checked",
    "classified",
    "decided",
    "read_json",
    "refusal",
]
