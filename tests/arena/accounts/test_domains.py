"""Which addresses may sign up."""

import pytest
from django.urls import reverse

from arena.accounts.domains import is_welcome
from arena.models import User

FORM = {"password1": "a long enough phrase", "captcha": "passed"}


@pytest.mark.parametrize(
    ("address", "allowed", "refused", "welcome"),
    [
        ("a@uni.example", [], [], True),
        ("a@uni.example", ["uni.example"], [], True),
        ("a@CS.Uni.Example", ["@uni.example"], [], True),
        ("a@otheruni.example", ["uni.example"], [], False),
        ("a@throwaway.example", [], ["throwaway.example"], False),
        ("a@mx.throwaway.example.", [], ["throwaway.example"], False),
        ("a@bad.uni.example", ["uni.example"], ["bad.uni.example"], False),
    ],
)
def test_lists_hold_for_subdomains_and_refusal_wins(address, allowed, refused, welcome):
    assert is_welcome(address, allowed, refused) is welcome


@pytest.mark.django_db
def test_an_address_that_is_not_welcome_makes_no_account_and_says_so(client, settings):
    settings.EMAIL_DOMAINS_REFUSED = ["throwaway.example"]

    refused = client.post(reverse("account_signup"), FORM | {"email": "a@throwaway.example"})
    assert "Use another one" in str(refused.context["form"].errors["email"])
    assert not User.objects.exists()

    client.post(reverse("account_signup"), FORM | {"email": "a@home.example"})
    assert User.objects.count() == 1
