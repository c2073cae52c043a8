"""Addresses of decisions' own pages."""

from django.urls import include, path

from followups.views import templates
from followups.views.policy import policy

one_set = [
    path("write/", templates.template, name="template_write"),
    path("restore/", templates.restore, name="template_restore"),
    path("<int:number>/", templates.template, name="template"),
    path("<int:number>/aside/", templates.set_aside, name="template_aside"),
]
urlpatterns = [
    path("policy/", policy, name="policy"),
    path("templates/", templates.templates, name="templates"),
    path("templates/<slug:kind>/<int:attempt>/<slug:language>/", include(one_set)),
]
