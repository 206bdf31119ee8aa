"""Published statistics of both countries, the reports made from them, and who is sent them.

Two kinds of tables never mix: *published figures*, loaded whole from ``reports/data`` or imported,
and *report runs*, whose rows are computed from published figures and from our own closed books.
"""

from reports.models.dataset import Dataset, Source
from reports.models.edition import (
    EDITIONS,
    LANGUAGES,
    Delivery,
    DeliveryStatus,
    DueReport,
    Subscriber,
)
from reports.models.figure import (
    Country,
    NamedOutlier,
    OutlierKind,
    PublishedFigure,
    Scope,
    YearBasis,
)
from reports.models.project import PublishedProject
from reports.models.rate import ExchangeRate, RateSeries
from reports.models.row import Nature, Origin, ReportRow
from reports.models.run import ReportRun, RunKind, RunStatus, Stage

__all__ = [
    "EDITIONS",
    "LANGUAGES",
    "Country",
    "Dataset",
    "Delivery",
    "DeliveryStatus",
    "DueReport",
    "ExchangeRate",
    "NamedOutlier",
    "Nature",
    "Origin",
    "OutlierKind",
    "PublishedFigure",
    "PublishedProject",
    "RateSeries",
    "ReportRow",
    "ReportRun",
    "RunKind",
    "RunStatus",
    "Scope",
    "Source",
    "Stage",
    "Subscriber",
    "YearBasis",
]
