"""The form of a route: the key goes in and never comes out, the address is looked up."""

import asyncio
from typing import Any
from urllib.parse import urlsplit

from asgiref.sync import async_to_sync
from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from inference.address_guard import AddressRefused, check_url, resolve_checked, system_resolve
from inference.backends import BACKENDS
from inference.models import Route

RESOLVE_SECONDS = 5.0


class RouteForm(forms.ModelForm):
    api_key = forms.CharField(
        label=_("Provider's key"),
        required=False,
        strip=True,
        widget=forms.PasswordInput(render_value=False, attrs={"autocomplete": "new-password"}),
        help_text=_("Stored encrypted and never shown again. Leave empty to keep what is there."),
    )
    forget_key = forms.BooleanField(label=_("Forget the stored key"), required=False)

    class Meta:
        model = Route
        fields = "__all__"  # noqa: DJ007 - the admin's fieldsets say which are shown
        help_texts = {
            "base_url": _("Up to and with /v1. Empty: the embedded engine, with its own key."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = [name for name in BACKENDS if name != "scripted" or settings.SCRIPTED_ROUTES]
        if self.instance.backend and self.instance.backend not in names:
            names.append(self.instance.backend)
        self.fields["backend"] = forms.ChoiceField(
            label=_("Backend"), choices=[(name, name) for name in names]
        )

    def clean_base_url(self) -> str:
        """Refuses a name that leads into a private network; one that leads nowhere yet is kept."""
        url = self.cleaned_data["base_url"]
        try:
            if url:
                async_to_sync(_look_up)(url)
        except AddressRefused as error:
            raise forms.ValidationError(str(error)) from None
        return url

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        was_at = self.initial.get("base_url") or ""
        moved = _host(was_at) != _host(cleaned.get("base_url") or "")
        has_key = bool(self.instance.pk and self.instance.api_key_encrypted)
        if has_key and moved and not (cleaned.get("api_key") or cleaned.get("forget_key")):
            self.add_error(
                "api_key",
                _("The address leads to another host: enter the key for it, or forget this one."),
            )
        return cleaned


def _host(url: str) -> tuple[str, str]:
    parts = urlsplit(url)
    return parts.scheme, parts.netloc


async def _look_up(url: str) -> None:
    target = check_url(url, settings.ROUTE_PRIVATE_HOSTS)
    try:
        async with asyncio.timeout(RESOLVE_SECONDS):
            await resolve_checked(target, system_resolve)
    except OSError:  # TimeoutError is one: the connection will check again
        return
