"""The admin's door: the same login as everywhere, and a second factor where it is required."""

from allauth.account.decorators import secure_admin_login
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.contrib.admin import AdminSite
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy


class AgonAdminSite(AdminSite):
    site_header = site_title = gettext_lazy("Agon administration")

    def has_permission(self, request: HttpRequest) -> bool:
        return super().has_permission(request) and not self._lacks_second_factor(request)

    @method_decorator(secure_admin_login)
    def login(self, request: HttpRequest, extra_context: object = None) -> HttpResponse:
        """For staff that is logged in; all others are sent to the site's login, or refused."""
        if self._lacks_second_factor(request):
            messages.warning(request, _("Set up a second factor first; then the admin opens."))
            return redirect("mfa_index")
        return redirect("admin:index")

    def _lacks_second_factor(self, request: HttpRequest) -> bool:
        return settings.ADMIN_MFA == "required" and not is_mfa_enabled(request.user)
