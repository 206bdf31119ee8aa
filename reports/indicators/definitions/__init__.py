"""What each indicator is called in three languages, how it is computed and how to read it."""

from reports.indicators.definitions.cost import COST
from reports.indicators.definitions.giving import GIVING
from reports.indicators.definitions.size import SIZE
from reports.indicators.definitions.spread import SPREAD
from reports.indicators.definitions.tax import TAX
from reports.indicators.definitions.texts import Texts

TEXTS: dict[str, Texts] = SIZE | SPREAD | COST | TAX | GIVING
"""By indicator id."""

__all__ = ["TEXTS", "Texts"]
