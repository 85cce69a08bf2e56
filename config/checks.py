"""System checks of the whole project: what is wrong with these settings, and how to mend it.

E stops the start, W is said aloud. `manage.py check --deploy` wants neither.
"""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register

from config.redis_socket import LONGEST_BYTES
from config.supervisor.processes import is_engine_embedded, is_redis_embedded

SHORTEST_SECRET = 32
SECRETS = ("SECRET_KEY", "HASH_KEY", "CREDENTIALS_KEY", "ENGINE_KEY")
LOCAL_HOSTS = {"localhost", "127.0.0.1", "[::1]", "testserver"}

Apps = Sequence[AppConfig] | None


@register(Tags.security)
def secrets_are_long(app_configs: Apps, **kwargs: Any) -> list[CheckMessage]:
    return [
        Error(
            f"{name} is shorter than {SHORTEST_SECRET} characters.",
            hint=f"Take {name} out of the environment and one is made, or give a long random one.",
            id="agon.E001",
        )
        for name in SECRETS
        if len(getattr(settings, name)) < SHORTEST_SECRET
    ]


@register()
def data_can_be_written(app_configs: Apps, **kwargs: Any) -> list[CheckMessage]:
    folder = Path(settings.DATA_DIR)
    if folder.is_dir() and os.access(folder, os.W_OK | os.X_OK):
        return []
    hint = f"Create it for this user, or set AGON_DATA: chown {os.getuid()} {folder}"
    return [Error(f"The data folder {folder} cannot be written.", hint=hint, id="agon.E002")]


@register()
def redis_socket_is_short(app_configs: Apps, **kwargs: Any) -> list[CheckMessage]:
    if not settings.REDIS_URL.startswith("unix:"):
        return []
    path = settings.REDIS_URL.removeprefix("unix://").partition("?")[0]
    if len(os.fsencode(path)) <= LONGEST_BYTES:
        return []
    hint = "Set AGON_DATA or TMPDIR to a shorter path, or REDIS_URL to a server of your own."
    return [Error(f"The path of the Redis socket is too long: {path}", hint=hint, id="agon.E003")]


@register(Tags.security)
def captcha_is_real(app_configs: Apps, **kwargs: Any) -> list[CheckMessage]:
    if settings.CAPTCHA != "test" or settings.DEBUG or not (settings.HTTPS or _strangers()):
        return []  # only this machine can reach the site: it is being tried out
    hint = "Set CAPTCHA=altcha (nothing else needed) or CAPTCHA=recaptcha (with its two keys)."
    return [Error("CAPTCHA=test lets everybody through.", hint=hint, id="agon.E004")]


@register()
def recaptcha_has_keys(app_configs: Apps, **kwargs: Any) -> list[CheckMessage]:
    if settings.CAPTCHA != "recaptcha":
        return []
    names = ("RECAPTCHA_PUBLIC_KEY", "RECAPTCHA_PRIVATE_KEY")
    return [
        Error(f"CAPTCHA=recaptcha needs {name}.", hint="Google hands it out.", id="agon.E006")
        for name in names
        if not getattr(settings, name)
    ]


@register(Tags.security)
def open_to_the_world_means_https(app_configs: Apps, **kwargs: Any) -> list[CheckMessage]:
    strangers = _strangers()
    if settings.HTTPS or settings.DEBUG or not strangers:
        return []
    return [
        Warning(
            f"ALLOWED_HOSTS names {', '.join(strangers)}, and HTTPS is off: passwords and votes"
            " travel in the open.",
            hint="Put a proxy with a certificate in front, then set HTTPS=1 and BEHIND_PROXY=1.",
            id="agon.W001",
        )
    ]


@register(Tags.security, deploy=True)
def proxy_is_named(app_configs: Apps, **kwargs: Any) -> list[CheckMessage]:
    if not settings.SECURE_PROXY_SSL_HEADER or settings.TRUSTED_PROXIES:
        return []
    hint = "Set TRUSTED_PROXIES to the proxy's address, for example 127.0.0.1."
    text = "BEHIND_PROXY is on, and TRUSTED_PROXIES is empty: all visitors look like the proxy."
    return [Warning(text, hint=hint, id="agon.W002")]


@register()
def model_is_there(app_configs: Apps, **kwargs: Any) -> list[CheckMessage]:
    if not is_engine_embedded(settings) or settings.MODEL_PATH.exists():
        return []
    return [
        Warning(
            f"There is no model at {settings.MODEL_PATH}: the embedded engine cannot start.",
            hint="make run fetches it; or set MODEL_PATH to a file or directory, or ENGINE_URL.",
            id="agon.W003",
        )
    ]


@register()
def redis_is_there(app_configs: Apps, **kwargs: Any) -> list[CheckMessage]:
    if is_redis_embedded(settings) or "://" in settings.REDIS_URL:
        return []
    hint = "Write redis://host:6379/0, or rediss:// or unix:///path/to/socket."
    return [Error("REDIS_URL is no URL.", hint=hint, id="agon.E005")]


def _strangers() -> list[str]:
    """Host names by which other machines reach the site."""
    return [host for host in settings.ALLOWED_HOSTS if host not in LOCAL_HOSTS]
