"""Every address of the API."""

from django.urls import include, path
from drf_spectacular.views import SpectacularAPIView
from rest_framework.routers import DefaultRouter

from careers.api import ApplicationViewSet
from followups.api import CheckDraftsView, ClassifyRepliesView, DecideView, DecisionViewSet
from notifications.api import PreferenceView

router = DefaultRouter()
router.include_format_suffixes = False
router.register("applications", ApplicationViewSet, basename="api-application")
router.register("decisions", DecisionViewSet, basename="api-decision")

urlpatterns = [
    path("v1/", include(router.urls)),
    path("v1/preferences/", PreferenceView.as_view(), name="api-preferences"),
    path("v1/decide/", DecideView.as_view(), name="api-decide"),
    path("v1/check_drafts/", CheckDraftsView.as_view(), name="api-check-drafts"),
    path("v1/classify_replies/", ClassifyRepliesView.as_view(), name="api-classify-replies"),
    path("schema/", SpectacularAPIView.as_view(), name="api-schema"),
]
