"""Every address of the site; the pages that mix apps are in kabar/pages/urls.py."""

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.urls import include, path

# The operator's admin stands behind the same sign-on as everything else.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]

urlpatterns = [
    path("", include("kabar.pages.urls")),
    path("", include("followups.urls")),
    path("", include("notifications.urls")),
    path("accounts/", include("allauth.urls")),
    path("language/", include("django.conf.urls.i18n")),
    path("api/", include("kabar.api_urls")),
    path("admin/", admin.site.urls),
]
