"""How answers are had: routes to engines and providers, and the engine itself."""

from django.apps import AppConfig


class InferenceConfig(AppConfig):
    name = "inference"
