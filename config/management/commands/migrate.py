"""``migrate``, as the role that owns the tables."""

import argparse

from django.core.management.commands import migrate


class Command(migrate.Command):
    """Django's own command, with the connection ``owner`` as its default."""

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.set_defaults(database="owner")
