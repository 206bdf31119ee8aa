"""``what_if``: a year under other rules, as the page and the API work it out."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from kernel.errors import DomainError
from kernel.validation import Invalid
from reports.conversion import rates_by_year
from reports.indicators.loaded import data_version, statistics_of
from reports.models import Country
from reports.what_if.answer import LINES, as_json
from reports.what_if.inputs import INPUTS
from reports.what_if.scenario import OTHER, OWN, scenario


class Command(BaseCommand):
    """A model: what tax expenditure, net local gain and usable share would be."""

    help = "Models a year under other rules; nothing in the answer was measured under them."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("country", choices=Country.values)
        parser.add_argument("--year", type=int, default=2025)
        parser.add_argument(
            "--rules",
            default=OWN,
            help=f"{OWN}: as in force; {OTHER}: of the other country; or the year of the rules",
        )
        parser.add_argument(
            "--set",
            action="append",
            default=[],
            metavar="NAME=VALUE",
            help=f"an input, may be repeated: {', '.join(INPUTS)}",
        )
        parser.add_argument("--json", action="store_true", help="print one JSON document")

    def handle(self, **options: Any) -> None:
        texts = {
            "country": options["country"],
            "year": str(options["year"]),
            "rules": options["rules"],
        }
        for pair in options["set"]:
            name, equals, value = pair.partition("=")
            if not equals or name not in INPUTS:
                raise CommandError(f"--set {pair}: give NAME=VALUE, names: {', '.join(INPUTS)}")
            texts[name] = value
        try:
            answer = as_json(scenario(statistics_of(data_version()), texts, rates_by_year()))
        except Invalid as refusal:
            raise CommandError(
                "; ".join(f"{fault['pointer']}: {fault['detail_en']}" for fault in refusal.errors)
            ) from refusal
        except DomainError as refusal:
            raise CommandError(refusal.detail_in("en")) from refusal
        if options["json"]:
            self.stdout.write(json.dumps(answer, ensure_ascii=False))
            return
        self.stdout.write(f"model: {answer['country']} {answer['year']}, {answer['currency']}")
        for name in LINES:
            self.stdout.write(
                f"{name:16} {answer['before'][name]:>24,} {answer['after'][name]:>24,} "
                f"{answer['difference'][name]:>+24,}"
            )
