"""Forms of an account: signing up with a captcha, and leaving for good."""

from typing import Any

from allauth.account.forms import SignupForm as AllauthSignupForm
from allauth.core import context
from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from arena.captcha.asking import captcha_of
from arena.captcha.base import Verdict
from arena.captcha.fields import captcha_field
from arena.models import User

SIGN_UP = "sign_up"


class SignupForm(AllauthSignupForm):
    """An e-mail address, one password, and a captcha that is asked last: a typing error elsewhere
    costs no second one. An unverified captcha lets in; the session remembers that it was none."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["captcha"] = captcha_field(SIGN_UP)

    def clean(self) -> dict[str, Any]:
        cleaned_data = super().clean()
        if self.errors:
            return cleaned_data
        verdict = captcha_of(context.request, self.cleaned_data.get("captcha", ""), SIGN_UP)
        if verdict is Verdict.FAILED:
            message = _(
                "The check for robots did not pass. Wait until it says that it is done, then send "
                "the form again; if that does not help, reload the page."
            )
            self.add_error("captcha", message)
        return cleaned_data


class DeleteAccountForm(forms.Form):
    """The password again: an open browser must not be enough."""

    password = forms.CharField(
        label=gettext_lazy("Your password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._user = user

    def clean_password(self) -> str:
        password = self.cleaned_data["password"]
        if not self._user.check_password(password):
            raise forms.ValidationError(
                _("This is not your password. Type it again, or reset it first.")
            )
        return password
