"""What the parts of a value are called: variants, cells, values without an outlier."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from reports.documents import words
from reports.documents.tables import Table
from reports.models import Nature

PART_WORDS = {
    "after_compensation": gettext_noop("after compensation by the local allocation tax"),
    "bodies_where_population_fell": gettext_noop("municipalities whose population fell"),
    "capital_to_capital": gettext_noop("from the capital region to the capital region"),
    "capital_to_noncapital": gettext_noop("from the capital region to the rest"),
    "noncapital_to_capital": gettext_noop("from the rest to the capital region"),
    "noncapital_to_noncapital": gettext_noop("from the rest to the rest"),
    "cost_margin": gettext_noop("margin of all cost"),
    "gift_margin": gettext_noop("margin of gifts"),
    "running_cost_ceiling": gettext_noop("ceiling on running cost, of last year's donations"),
    "fees_of_platform_receipts": gettext_noop("paid to platforms, of what came through them"),
    "field_chosen_share": gettext_noop("for a field of use that the donor chose"),
    "final_estimate": gettext_noop("estimate of the final sum"),
    "from_inside": gettext_noop("from inside the body's own area"),
    "from_inside_share": gettext_noop("share from inside"),
    "from_outside": gettext_noop("from outside"),
    "gini_by_root_of_population": gettext_noop("Gini of receipts over the root of population"),
    "hhi_if_all_alike": gettext_noop("if all received alike"),
    "income_tax_part": gettext_noop("income-tax part"),
    "local_part": gettext_noop("local part"),
    "national_part": gettext_noop("national part"),
    "mean_per_body": gettext_noop("mean of all local governments"),
    "median_project": gettext_noop("the project in the middle"),
    "november_and_december": gettext_noop("November and December"),
    "of_basic_governments": gettext_noop("of the receipts of basic governments"),
    "of_taxpayers": gettext_noop("of taxpayers"),
    "per_taxpayer": gettext_noop("per taxpayer"),
    "points_granted_share": gettext_noop("gift points granted, of receipts"),
    "projects": gettext_noop("number of projects"),
    "projects_at_target": gettext_noop("projects that reached their target"),
    "publishes_amount": gettext_noop("publishes the amount"),
    "publishes_usage": gettext_noop("publishes the use"),
    "reports_progress": gettext_noop("reports progress to donors"),
    "receipts_where_population_fell": gettext_noop("received where the population fell"),
    "sample_high": gettext_noop("sample, upper end"),
    "sample_low": gettext_noop("sample, lower end"),
    "sample_mean_high": gettext_noop("mean of the sample, upper end"),
    "sample_mean_low": gettext_noop("mean of the sample, lower end"),
    "sample_mean_per_body": gettext_noop("mean of those that published"),
    "share_of_donations": gettext_noop("share of donations, as another release prints it"),
    "taken_for_stricken_bodies": gettext_noop("taken for bodies struck by a disaster"),
    "published": gettext_noop("as published"),
    "own_less_published": gettext_noop("our books less what was published"),
    "closed_months": gettext_noop("closed months"),
    "months_of_the_year": gettext_noop("months of the year"),
    "without_outlier_gift": gettext_noop("without the one giant gift"),
    "without_outlier_bodies": gettext_noop("without the named outliers"),
    "use_community_civic": gettext_noop("use: community and civic activity"),
    "use_sports_culture": gettext_noop("use: sports and culture"),
    "use_health_medical_welfare": gettext_noop("use: health, medicine and welfare"),
    "use_environment_hygiene": gettext_noop("use: environment"),
    "use_education_hr": gettext_noop("use: education"),
    "use_children_childrearing": gettext_noop("use: children"),
    "use_regional_industry": gettext_noop("use: local industry"),
    "use_tourism_exchange_settlement": gettext_noop("use: tourism, exchange and settlement"),
    "use_safety_disaster_prevention": gettext_noop("use: safety and disaster prevention"),
    "use_disaster_relief_recovery": gettext_noop("use: disaster relief"),
    "use_other": gettext_noop("use: other"),
}


def name(part: str) -> str:
    """Return what a part is called, in the language of now."""
    return _(PART_WORDS[part]) if part in PART_WORDS else part


def number(part: dict[str, Any]) -> str:
    """Return a part's number as text."""
    value = part["value"]
    return words.number(None if value is None else Decimal(str(value)), part["unit"])


def table(parts: Iterable[dict[str, Any]]) -> Table | None:
    """Return the parts of a value as a table; None if it has none."""
    rows = [
        [
            name(part["name"]),
            number(part),
            words.unit_words(part["unit"]),
            str(Nature(part["nature"]).label),
            _(part["note"]) if part["note"] else "",
        ]
        for part in parts
    ]
    if not rows:
        return None
    header = [_("Part"), _("Value"), _("Unit"), _("Nature"), _("Remark")]
    return Table(_("What stands beside the value"), header, rows, "lrlll")
