"""The addresses of the deliveries' own doors."""

from django.urls import path

from notifications.views.hooks import hook

urlpatterns = [
    path("hooks/<slug:provider>/<slug:kind>/", hook, name="hook"),
]
