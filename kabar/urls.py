"""Every address of the site; the pages that mix apps are in kabar/pages/urls.py."""

from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("", include("kabar.pages.urls")),
    path("", include("followups.urls")),
    path("accounts/", include("allauth.urls")),
    path("language/", include("django.conf.urls.i18n")),
    path("api/", include("kabar.api_urls")),
    path("admin/", admin.site.urls),
]
