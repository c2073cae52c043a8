"""The front door: everybody to her own first page."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect

from careers.access import STUDENT
from careers.requests import PersonRequest


@login_required
def home(request: PersonRequest) -> HttpResponse:
    """Students to their next step, staff to the pipeline."""
    return redirect("student_home" if request.user.role == STUDENT else "pipeline")
