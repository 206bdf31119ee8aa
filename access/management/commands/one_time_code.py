"""Show the one-time code of a demo official, in place of the phone that nobody has."""

import time
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from access.models import Authenticator
from access.second_factor import code_at
from accounts.enrolment import is_of_demo
from accounts.models import User


class Command(BaseCommand):
    help = "Show the code that logs a demo official in; for demonstrations only."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")

    def handle(self, *args: Any, **options: Any) -> None:
        email = options["email"].lower()
        official = User.objects.filter(email=email).first()
        if not settings.DEMO or official is None or not is_of_demo(official):
            raise CommandError(f"{email} is no official of a demonstration.")
        device = Authenticator.objects.filter(user=official).first()
        if device is None:
            raise CommandError(f"{email} has no authenticator; the next log-in sets one up.")
        self.stdout.write(code_at(device.secret, time.time(), after=device.last_step))
