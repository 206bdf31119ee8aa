"""Which years have figures."""

from django.db.models import Max

from reports.kept import kept
from reports.models import Country, PublishedFigure, Scope


def newest_years(version: str) -> dict[Country, int]:
    """Return each country's last year with national receipts; 0 before the first load.

    ``version`` is that of the data, which every page has asked for already.
    """
    return kept(f"newest:{version}", _newest)


def _newest() -> dict[Country, int]:
    figures = PublishedFigure.objects.filter(scope=Scope.NATION, metric="amount")
    rows = figures.values("country").annotate(newest=Max("year")).order_by("country")
    found = {row["country"]: row["newest"] for row in rows}
    return {country: found.get(country, 0) for country in Country}
