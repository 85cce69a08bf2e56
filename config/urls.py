"""Addresses: one include an app."""

from django.contrib import admin
from django.urls import include, path

from arena.accounts.views import signup
from config.engagement.views import EngagementData, show_engagement
from config.health import livez, readyz
from games.urls import api_urlpatterns as games_api
from ranking.urls import api_urlpatterns as ranking_api

engagement_api = [path("engagement/", EngagementData.as_view(), name="engagement")]
urlpatterns = [
    path("livez", livez),
    path("readyz", readyz),
    path("admin/moderation/", include("arena.moderation.urls")),  # before the admin takes all
    path("admin/", admin.site.urls),
    path("accounts/signup/", signup),  # before allauth's own: it may load a captcha
    path("accounts/", include("allauth.urls")),
    path("api/v1/", include(([*engagement_api, *games_api, *ranking_api], "api"))),
    path("engagement/", show_engagement, name="engagement"),
    path("", include("games.urls")),
    path("", include("ranking.urls")),
    path("", include("arena.urls")),
]
