"""Make an official of one local government, or one who sees the nation's totals."""

import getpass
import json
import sys
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils import translation

from accounts.enrolment import enrol_official
from accounts.models import Role
from audit.record import record
from kernel.errors import DomainError


class Command(BaseCommand):
    help = "Make an official, who logs in at /admin/."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")
        parser.add_argument("--region", help="code of the local government; none for national")
        parser.add_argument("--role", required=True, choices=Role.values)
        parser.add_argument(
            "--password-stdin", action="store_true", help="read the password from standard input"
        )
        parser.add_argument("--json", action="store_true", help="print one JSON document")

    @translation.override("en")
    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        try:
            official = enrol_official(
                options["email"],
                password_from(piped=options["password_stdin"]),
                role=Role(options["role"]),
                region=options["region"],
            )
        except DomainError as refusal:
            raise CommandError(refusal.detail_in("en")) from refusal
        except ValidationError as problem:
            raise CommandError(" ".join(problem.messages)) from problem
        record(
            "official.created",
            f"official:{official.pk}",
            actor=None,
            municipality_id=official.municipality_id,
            role=official.role,
        )
        if options["json"]:
            answer = {
                "id": official.pk,
                "email": official.email,
                "region": official.municipality_id,
                "role": official.role,
            }
            self.stdout.write(json.dumps(answer))
            return
        self.stdout.write(f"{official.email} may log in as {official.role}.")


def password_from(*, piped: bool) -> str:
    """Return the password: one line of standard input, or asked for."""
    if piped:
        return sys.stdin.readline().rstrip("\r\n")
    return getpass.getpass("Password: ")
