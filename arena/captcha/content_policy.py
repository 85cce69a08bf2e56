"""Pages with a reCAPTCHA may load it from Google; no other page may load anything."""

from collections.abc import Callable
from functools import wraps

from django.conf import settings
from django.http import HttpRequest, HttpResponse

# https://developers.google.com/recaptcha/docs/faq, "I'm using content-security-policy"
RECAPTCHA_SOURCES = {
    "script-src": ["https://www.google.com/recaptcha/", "https://www.gstatic.com/recaptcha/"],
    "frame-src": ["https://www.google.com/recaptcha/", "https://recaptcha.google.com/recaptcha/"],
    "connect-src": ["https://www.google.com/recaptcha/"],
}

View = Callable[..., HttpResponse]


def with_captcha_sources(view: View) -> View:
    """For views that draw the captcha; adds nothing unless settings.CAPTCHA is recaptcha."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        response = view(request, *args, **kwargs)
        if settings.CAPTCHA == "recaptcha":
            response._csp_update = RECAPTCHA_SOURCES  # type: ignore[attr-defined]
        return response

    return wrapped
