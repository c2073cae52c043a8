"""Addresses of decisions' own pages."""

from django.urls import path

from followups.views.policy import policy

urlpatterns = [
    path("policy/", policy, name="policy"),
]
