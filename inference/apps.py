"""How answers are had: routes to engines and providers, and the engine itself."""

from django.apps import AppConfig
from django.core import checks

from inference.checks import check_private_hosts, check_routes


class InferenceConfig(AppConfig):
    name = "inference"

    def ready(self) -> None:
        checks.register(check_private_hosts)
        checks.register(check_routes, checks.Tags.database)
