"""Addresses of accounts and captcha; arena/urls.py takes them in."""

from django.urls import path

from arena.accounts import views
from arena.captcha.views import captcha_challenge

urlpatterns = [
    path("history/", views.history, name="history"),
    path("account/", views.account, name="account"),
    path("account/data/", views.my_data, name="my_data"),
    path("account/bots/", views.bot_tokens, name="bot_tokens"),
    path("account/bots/<int:token_id>/revoke/", views.revoke_bot_token, name="revoke_bot_token"),
    path("account/delete/", views.delete_account, name="delete_account"),
    path("captcha/challenge/", captcha_challenge, name="captcha_challenge"),
]
