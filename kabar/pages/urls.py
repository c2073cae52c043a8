"""The addresses of the pages that mix apps."""

from django.urls import path

from kabar.pages import health, mailbox, preferences
from kabar.pages.application import application
from kabar.pages.home import home
from kabar.pages.networking import networking_mark
from kabar.pages.pipeline import pipeline
from kabar.pages.student import student_home, student_sent, student_thanks
from kabar.pages.student_add import student_add

urlpatterns = [
    path("health/", health.detail, name="health"),
    path("health/live/", health.live, name="health_live"),
    path("health/ready/", health.ready, name="health_ready"),
    path("mailbox/", mailbox.mailbox, name="mailbox"),
    path("mailbox/<slug:name>/", mailbox.mail, name="mail"),
    path("mailbox/<slug:name>/rendered/", mailbox.rendered, name="mail_rendered"),
    path("", home, name="home"),
    path("pipeline/", pipeline, name="pipeline"),
    path("applications/<int:pk>/", application, name="application"),
    path("me/", student_home, name="student_home"),
    path("me/add/", student_add, name="student_add"),
    path("me/sent/<int:pk>/", student_sent, name="student_sent"),
    path("me/thanks/<int:pk>/", student_thanks, name="student_thanks"),
    *(
        path(f"networking/<int:pk>/{act}/", networking_mark, {"act": act}, f"networking_{act}")
        for act in ("done", "skip", "snooze")
    ),
    path("me/preferences/", preferences.preferences, name="preferences"),
    path("theme/", preferences.set_theme, name="set_theme"),
    # Before Django's own, which does not know who is signed in.
    path("language/setlang/", preferences.set_language, name="set_language"),
]
