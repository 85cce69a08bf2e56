"""Addresses of accounts and captcha; arena/urls.py takes them in."""

from django.urls import path

from arena.captcha.views import captcha_challenge

urlpatterns = [
    path("captcha/challenge/", captcha_challenge, name="captcha_challenge"),
]
