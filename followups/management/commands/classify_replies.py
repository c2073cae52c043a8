"""`manage.py classify_replies`: read replies as JSON lines and write the label of each, with evidence and date."""

from followups.batch import classified
from followups.management.json_lines import JsonLinesCommand


class Command(JsonLinesCommand):
    """Read replies of employers."""

    help = "Read replies as JSON lines and write the label of each, with evidence and date."
    answer = staticmethod(classified)
