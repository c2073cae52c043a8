"""`manage.py check_drafts`: read drafts as JSON lines and write what a recruiter would stumble over in each."""

from followups.batch import checked
from followups.management.json_lines import JsonLinesCommand


class Command(JsonLinesCommand):
    """Check drafts of letters against the etiquette."""

    help = "Read drafts as JSON lines and write what a recruiter would stumble over in each."
    answer = staticmethod(checked)
