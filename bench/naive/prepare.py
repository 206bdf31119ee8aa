"""Make the twin's tables and one portal with a token; print the token."""

import sys

import django
from django.core.management import call_command


def main() -> None:
    django.setup()
    call_command("migrate", run_syncdb=True, verbosity=0, stdout=sys.stderr)

    from rest_framework.authtoken.models import Token

    from accounts.models import Role, User

    portal = User(email="portal@example.org", role=Role.NATIONAL)
    portal.set_unusable_password()
    portal.save()
    sys.stdout.write(Token.objects.create(user=portal).key)


if __name__ == "__main__":
    main()
