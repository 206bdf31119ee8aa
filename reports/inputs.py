"""What a report rests on, named whole: code, files of data, rates, our own closed books.

The checksum of this list is the run's ``inputs_sha256``: two runs with the same one have the same
rows, and of two that differ it can be told why (:mod:`reports.changes`).
"""

import hashlib
import json
from typing import Any

from django.db.models import Max

from regions.models import ReferenceVersion
from reports.conversion import rates_by_year
from reports.models import Dataset, RunKind
from reports.own_books import OwnBooks

SNAPSHOT = "2026-11-22"
"""Day of the service's own files, as ``reports/data/README.md`` says."""
CODE_VERSION = "6"
"""Raise it when rows would come out otherwise from the same data: then reports are made anew."""


def inputs_of(kind: RunKind, books: OwnBooks) -> dict[str, Any]:
    """Return the inputs of a report of ``books.year`` as they are now."""
    rates = {
        str(year): {"ecb": _spelled(found.ecb), "ppp": _spelled(found.ppp)}
        for year, found in sorted(rates_by_year().items())
        if year <= books.year
    }
    return {
        "kind": kind.value,
        "year": books.year,
        "code_version": CODE_VERSION,
        "data_as_of": data_as_of(),
        "datasets": {
            name: f"{sha256}/{loader}"
            for name, sha256, loader in Dataset.objects.order_by("name").values_list(
                "name", "sha256", "loader"
            )
        },
        "regions": ReferenceVersion.objects.values_list("fingerprint", flat=True).first(),
        "krw_per_100jpy": rates,
        "own_books": {
            "sha256": books.sha256,
            "funds": books.governments,
            "closed_months": books.months,
            "demonstration": books.is_demo,
        },
    }


def data_as_of() -> str:
    """Return the day up to which publications went in: of the files, or of a later table."""
    imported = Dataset.objects.filter(is_imported=True).aggregate(newest=Max("published_on"))
    return max(SNAPSHOT, imported["newest"] or "")


def canonical(document: object) -> str:
    """Return JSON with one spelling: sorted keys, no spaces, text as it is."""
    return json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def checksum(document: object) -> str:
    """Return the checksum of a document in its one spelling."""
    return hashlib.sha256(canonical(document).encode()).hexdigest()


def _spelled(rate: object) -> str | None:
    return None if rate is None else str(rate)
