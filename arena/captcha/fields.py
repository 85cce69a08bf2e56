"""The captcha as a field of a form: it carries the token, and asking.py has it checked."""

from typing import Any

from django import forms
from django.conf import settings
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django_recaptcha.fields import ReCaptchaField
from django_recaptcha.widgets import ReCaptchaBase

from arena.captcha.registry import verifier


class CaptchaInput(forms.Widget):
    """Draws what settings.CAPTCHA asks for: data attributes for a script, never a script itself."""

    action = ""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        return render_to_string("arena/_captcha.html", {"captcha": verifier().widget(self.action)})

    def value_from_datadict(self, data: Any, files: Any, name: str) -> str:
        return data.get(name) or data.get(ReCaptchaBase.recaptcha_response_name) or ""


class RecaptchaInput(CaptchaInput, ReCaptchaBase):
    """django-recaptcha's widget without its inline script, which the strict policy would block."""


class RecaptchaField(ReCaptchaField):
    """django-recaptcha's field, mended: it does not ask Google itself. There an unreachable Google
    would be an error 500, X-Forwarded-For would be believed, and the host would go unchecked."""

    widget = RecaptchaInput

    def validate(self, value: str) -> None:
        """Nothing here: captcha_of gives the verdict, which can be more than yes or no."""


class CaptchaField(forms.CharField):
    widget = CaptchaInput

    def __init__(self, **options: Any) -> None:
        super().__init__(required=False, **options)


def captcha_field(action: str) -> forms.CharField:
    is_recaptcha = settings.CAPTCHA == "recaptcha"
    field = RecaptchaField(label="") if is_recaptcha else CaptchaField(label="")
    field.widget.action = action
    return field
