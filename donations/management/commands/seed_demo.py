"""Make the demo: officials, portals, projects, donations, and three years of laundry rooms."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts import scope
from accounts.models import Portal
from donations.acceptance import accept_donation
from donations.demo import gifts
from donations.demo_accounts import demo_portals, make_accounts
from donations.demo_projects import open_projects, tell_stories
from kernel.errors import DomainError
from regions.models import Municipality


class Command(BaseCommand):
    """``seed_demo [--donations N] [--seed S]``: the same S gives the same rows; repeat freely."""

    help = "Make deterministic sample donors and donations, all marked as demo."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--donations", type=int, default=400, help="how many (400)")
        parser.add_argument("--seed", type=int, default=1, help="which year to invent (1)")

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("HOMETOWN_DEMO=0: this instance takes no demo rows.")
        if options["donations"] < 0:
            raise CommandError("--donations: a number of 0 or more is needed.")
        if not Municipality.objects.exists():
            raise CommandError("Load the reference data first: manage.py load_reference")
        with scope.within(scope.SYSTEM):
            file = make_accounts()
            projects, portals = open_projects(), demo_portals()
            named = projects.by_recipient()
            counts = report(options["donations"], options["seed"], named, portals)
            tell_stories(projects, portals[0])
        self.stdout.write(
            f"demo: {counts['accepted']} donations accepted, {counts['repeated']} there already, "
            f"{counts['refused']} refused by the rules; log-ins are in {file}"
        )


def report(
    count: int, seed: int, projects: dict[str, int], portals: list[Portal]
) -> dict[str, int]:
    """Report the invented donations as their portals would; return what became of them."""
    counts = {"accepted": 0, "repeated": 0, "refused": 0}
    for gift in gifts(count, seed, len(portals), projects):
        try:
            done = accept_donation(gift.offer, actor=portals[gift.portal], is_demo=True)
        except DomainError:
            counts["refused"] += 1
        else:
            counts["accepted" if done.is_new else "repeated"] += 1
    return counts
