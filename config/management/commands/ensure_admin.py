"""manage.py ensure_admin: the first admin, with a password that is shown once."""

import secrets
from typing import Any

from allauth.account.models import EmailAddress
from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand

from config.env import env_str


class Command(BaseCommand):
    help = "Create an admin (ADMIN_EMAIL) if there is none, and print the password, once."

    def handle(self, *args: Any, **options: Any) -> None:
        users = get_user_model().objects
        if users.filter(is_superuser=True).exists():
            return
        email = env_str("ADMIN_EMAIL", "admin@localhost")
        password = secrets.token_urlsafe(15)
        admin = users.create_superuser(email, password)
        # Whoever can read this password owns the machine: no letter has to confirm the address.
        EmailAddress.objects.create(user=admin, email=email, verified=True, primary=True)
        self.stdout.write(
            f"\nAn admin was created. This password is shown only now:\n"
            f"    e-mail    {email}\n    password  {password}\n"
            f"Lost it? .venv/bin/python manage.py changepassword {email}\n"
        )
