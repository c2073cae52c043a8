"""The facts: who, where, which application, what was promised, what was answered."""

from careers.models.applications import Application
from careers.models.centres import Centre
from careers.models.employers import Contact, Employer, EmployerClosedDay
from careers.models.events import CaseEvent
from careers.models.help import HelpRequest
from careers.models.interviews import Interview
from careers.models.letters import Letter
from careers.models.notes import Note
from careers.models.people import Student, User
from careers.models.promises import PromiseEntry
from careers.models.replies import Reply

__all__ = [
    "Application",
    "CaseEvent",
    "Centre",
    "Contact",
    "Employer",
    "EmployerClosedDay",
    "HelpRequest",
    "Interview",
    "Letter",
    "Note",
    "PromiseEntry",
    "Reply",
    "Student",
    "User",
]
