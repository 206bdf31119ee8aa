"""Take an official's authenticator away, where no manager is there to do it."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from access import lock_out, second_factor
from accounts.models import User


class Command(BaseCommand):
    help = "Let an official set up a new authenticator at the next log-in, and unlock the account."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        official = User.objects.filter(email=options["email"].lower()).first()
        if official is None:
            raise CommandError(f"There is no official {options['email']}.")
        second_factor.remove(official, actor=None)
        lock_out.unlock(official, actor=None)
        self.stdout.write(f"{official.email} sets up a new authenticator at the next log-in.")
