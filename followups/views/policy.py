"""The rules of a centre, on one plain form; the policy lab will grow from here."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from careers import clock
from careers.requests import PersonRequest
from followups.access import may_tune
from followups.forms import PolicyForm
from followups.models import PolicyVersion
from followups.services import publish, published


@login_required
@require_http_methods(["GET", "POST"])
def policy(request: PersonRequest) -> HttpResponse:
    """Show the rules in force; publish changed ones as the next version."""
    user = request.user
    # The operator has no centre, hence no rules of her own: she works through the centres' admins.
    if user.centre is None or not may_tune(user, user.centre.pk):
        raise Http404
    current = published(user.centre.pk)
    form = PolicyForm(request.POST or None, rules=current.data)
    if request.method == "POST" and form.is_valid():
        version = publish(
            user.centre, form.rules_data, reason=form.cleaned_data["reason"], by=user, now=clock.now()
        )
        messages.success(
            request,
            _("Version %(number)s is in force; every open case was planned again.")
            % {"number": version.number},
        )
        return redirect("policy")
    versions = PolicyVersion.objects.visible_to(user).select_related("author")[:10]
    context = {"form": form, "current": current, "versions": versions}
    return render(request, "followups/policy.html", context, status=200 if not form.errors else 422)
