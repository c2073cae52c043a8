"""The addresses of the pages that mix apps."""

from django.urls import path

from kabar.pages import health, mailbox, preferences
from kabar.pages.application import application
from kabar.pages.delivery import delivery
from kabar.pages.delivery_messages import messages, resolve
from kabar.pages.delivery_suppressions import lift, suppressions
from kabar.pages.errands import do
from kabar.pages.home import home
from kabar.pages.letter import letter, letter_check, letter_file
from kabar.pages.metrics import metrics
from kabar.pages.networking import networking_mark
from kabar.pages.pipeline import pipeline
from kabar.pages.reviews import review, reviews
from kabar.pages.student import (
    student_home,
    student_sent,
    student_snooze,
    student_thanks,
    student_unsnooze,
)
from kabar.pages.student_add import student_add
from kabar.pages.unsubscribe import unsubscribe

urlpatterns = [
    path("health/", health.detail, name="health"),
    path("health/live/", health.live, name="health_live"),
    path("health/ready/", health.ready, name="health_ready"),
    path("metrics", metrics, name="metrics"),
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
    path("me/snooze/<int:pk>/", student_snooze, name="student_snooze"),
    path("me/unsnooze/<int:pk>/", student_unsnooze, name="student_unsnooze"),
    path("me/letters/<int:interview>/<slug:kind>/", letter, name="letter"),
    path("me/letters/<int:interview>/<slug:kind>/check/", letter_check, name="letter_check"),
    path("me/letters/<int:interview>/<slug:kind>/letter.eml", letter_file, name="letter_file"),
    path("reviews/", reviews, name="reviews"),
    path("reviews/<int:pk>/", review, name="review"),
    *(
        path(f"networking/<int:pk>/{act}/", networking_mark, {"act": act}, f"networking_{act}")
        for act in ("done", "skip", "snooze")
    ),
    # Links in mails: no sign-in, the token is the secret. Any text, so that a broken one is told kindly.
    path("do/<str:token>/", do, name="do"),
    path("unsubscribe/<str:token>/", unsubscribe, name="unsubscribe"),
    path("delivery/", delivery, name="delivery"),
    path("delivery/messages/", messages, name="delivery_messages"),
    path("delivery/messages/<int:pk>/resolve/<slug:verdict>/", resolve, name="delivery_resolve"),
    path("delivery/suppressions/", suppressions, name="delivery_suppressions"),
    path("delivery/suppressions/<int:pk>/lift/", lift, name="delivery_lift"),
    path("me/preferences/", preferences.preferences, name="preferences"),
    path("theme/", preferences.set_theme, name="set_theme"),
    # Before Django's own, which does not know who is signed in.
    path("language/setlang/", preferences.set_language, name="set_language"),
]
