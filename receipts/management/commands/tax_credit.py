"""``tax_credit``: the credit of one gift, as the API works it out."""

import json
from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from receipts.api.serializers import TaxCreditSerializer
from receipts.credit_notices import notices
from receipts.tax_credit import Gift, Order, TaxCredit, tax_credit


class Command(BaseCommand):
    help = "Work out the national and local tax credit of one donation."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--amount", type=int, required=True, metavar="KRW", help="whole won")
        parser.add_argument("--on", required=True, metavar="YYYY-MM-DD", help="day of giving")
        parser.add_argument(
            "--special-disaster",
            action="store_true",
            help="given to a special disaster area within three months of its declaration",
        )
        parser.add_argument(
            "--business-owner",
            action="store_true",
            help="the donor has business income: the credit ends at 100,000 won",
        )
        parser.add_argument("--json", action="store_true", help="print one JSON document")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            on = date.fromisoformat(options["on"])
            gift = Gift(options["amount"], on, special_disaster=options["special_disaster"])
            credit = tax_credit(
                [gift],
                order=Order(settings.TAX_CREDIT_MIXED_ORDER),
                business_owner=options["business_owner"],
            )
        except ValueError as problem:
            raise CommandError(str(problem)) from problem
        if options["json"]:
            self.stdout.write(
                json.dumps(TaxCreditSerializer(credit).data, ensure_ascii=False, indent=2)
            )
        else:
            self.stdout.write(table(credit))


def table(credit: TaxCredit) -> str:
    """Return ``credit`` as lines for a terminal, whole won."""
    lines = [
        f"{line.bracket:32} {line.base_krw:>14,}  "
        f"{line.national_rate:>8} {line.national_krw:>13,}  "
        f"{line.local_rate:>7} {line.local_krw:>12,}"
        for line in credit.lines
    ]
    total = _("Tax year %(year)s: up to %(credit)s won of %(given)s won given") % {
        "year": credit.tax_year,
        "credit": f"{credit.credit_total_krw:,}",
        "given": f"{credit.total_krw:,}",
    }
    parts = _("national %(national)s won, local %(local)s won") % {
        "national": f"{credit.national_krw:,}",
        "local": f"{credit.local_krw:,}",
    }
    return "\n".join([*lines, total, parts, *(str(notice) for notice in notices(credit))])
