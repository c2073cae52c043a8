"""`manage.py decide`: read cases as JSON lines and write a decision, with its reasons, for each."""

from followups.batch import decided
from followups.management.json_lines import JsonLinesCommand


class Command(JsonLinesCommand):
    """Decide cases under the default rules."""

    help = "Read cases as JSON lines and write a decision, with its reasons, for each."
    answer = staticmethod(decided)
