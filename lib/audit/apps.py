"""The audit log: who changed what, in a chain that shows any later change."""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "lib.audit"
    label = "audit"
