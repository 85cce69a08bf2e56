"""The accounts' addresses alone."""

from django.contrib import admin
from django.urls import include, path

from arena.accounts import urls

urlpatterns = [
    path("admin/", admin.site.urls),
    path("", include((urls.urlpatterns, "arena"))),
    path("accounts/", include("allauth.urls")),
]
