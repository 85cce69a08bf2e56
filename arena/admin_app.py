"""Django's admin with the arena's door; apart from apps.py, which may hold one app only."""

from django.contrib.admin.apps import AdminConfig


class ArenaAdminConfig(AdminConfig):
    default_site = "arena.admin_site.AgonAdminSite"
