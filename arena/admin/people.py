"""People: whom to let in, who works here, what they agreed to. By number in the audit log, which
never forgets, and so must not know their addresses."""

from typing import Any

from allauth.account.admin import EmailAddressAdmin
from allauth.account.models import EmailAddress
from allauth.mfa.admin import AuthenticatorAdmin
from allauth.mfa.models import Authenticator
from allauth.usersessions.admin import UserSessionAdmin
from allauth.usersessions.models import UserSession
from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin
from django.contrib.auth.models import Group
from django.db import transaction
from django.db.models import Count, Model, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from arena.accounts import services as accounts
from arena.admin.rows import record_and_tell
from arena.models import Consent, User
from lib.audit.admin import AuditedAdmin
from lib.read_only_admin import ReadOnly

REPLACED = {Group: GroupAdmin, EmailAddress: EmailAddressAdmin, Authenticator: AuthenticatorAdmin}
HIDDEN = {UserSession: UserSessionAdmin}  # people end their own sessions
for model in REPLACED | HIDDEN:
    admin.site.unregister(model)


@admin.register(User)
class UserAdmin(AuditedAdmin):
    """People sign up and delete themselves; here they are let in, kept out, and given work."""

    audits_names = False

    list_display = ["email", "is_active", "is_staff", "num_votes", "date_joined", "last_login"]
    list_filter = ["is_active", "is_staff", "is_superuser", "date_joined"]
    search_fields = ["email"]
    ordering = ["-date_joined"]
    filter_horizontal = ["groups", "user_permissions"]
    fields = [
        "email",
        ("is_active", "is_staff", "is_superuser"),
        ("groups", "user_permissions"),
        ("date_joined", "last_login"),
        ("num_votes", "battles"),
    ]
    actions = ["activate", "deactivate"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        return super().get_queryset(request).annotate(votes_cast=Count("vote"))

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> list[str]:
        """Only an administrator makes others staff or gives permissions, and nobody to themselves:
        nor can the last administrator lock everybody out."""
        facts = ["email", "date_joined", "last_login", "num_votes", "battles"]
        powers = ["is_staff", "is_superuser", "groups", "user_permissions"]
        if obj == request.user:
            return [*facts, *powers, "is_active"]
        return facts if request.user.is_superuser else facts + powers

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        return False

    @admin.display(description=_("votes"), ordering="votes_cast")
    def num_votes(self, user: User) -> int:
        return user.votes_cast  # type: ignore[attr-defined]

    @admin.display(description=_("battles"))
    def battles(self, user: User) -> str:
        url = f"{reverse('admin:arena_battle_changelist')}?user__id__exact={user.pk}"
        return format_html('<a href="{}">{}</a>', url, _("Battles of this account"))

    @admin.action(description=_("Let in"), permissions=["change"])
    @transaction.atomic
    def activate(self, request: HttpRequest, users: QuerySet[User]) -> None:
        changed = [user for user in users if accounts.activate(user=user)]
        record_and_tell(self, request, "user.activate", changed)

    @admin.action(description=_("Keep out"), permissions=["change"])
    @transaction.atomic
    def deactivate(self, request: HttpRequest, users: QuerySet[User]) -> None:
        """Whoever is kept out is logged out everywhere at once; nobody keeps out themselves."""
        others = users.exclude(pk__in=[request.user.pk])
        changed = [user for user in others if accounts.deactivate(user=user)]
        record_and_tell(self, request, "user.deactivate", changed)

    def log_change(self, request: HttpRequest, obj: Model, message: Any) -> Any:
        flags = {name: getattr(obj, name) for name in ("is_active", "is_staff", "is_superuser")}
        return super().log_change(request, obj, [*message, {"now": flags}])


@admin.register(Consent)
class ConsentAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ["version", "user", "accepted_at"]
    list_filter = ["version", "accepted_at"]
    list_select_related = ["user"]
    search_fields = ["user__email"]


@admin.register(Group)
class AuditedGroupAdmin(AuditedAdmin, GroupAdmin):
    """Who may do what; as Django has it, and recorded."""


@admin.register(EmailAddress)
class AuditedEmailAddressAdmin(AuditedAdmin, EmailAddressAdmin):
    audits_names = False

    @admin.action(description=EmailAddressAdmin.make_verified.short_description)
    @transaction.atomic
    def make_verified(self, request: HttpRequest, queryset: QuerySet[EmailAddress]) -> None:
        changed = list(queryset.filter(verified=False))
        super().make_verified(request, queryset)
        record_and_tell(self, request, "email_address.verify", changed)


@admin.register(Authenticator)
class AuditedAuthenticatorAdmin(AuditedAdmin):
    """Second factors, without their secrets: all that can be done is to remove a lost one."""

    audits_names = False
    list_display = ["user", "type", "created_at", "last_used_at"]
    list_filter = ["type"]
    list_select_related = ["user"]
    search_fields = ["user__email"]
    fields = ["user", "type", "created_at", "last_used_at"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False
