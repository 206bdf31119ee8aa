"""Indicators: each defined once for both countries, computed from named published figures.

``formulas`` is arithmetic, ``statistics`` the typed data it works on, ``compute_*`` the
indicators, ``registry`` what each means, ``loaded`` the figures of the database.
"""

from reports.indicators.registry import DEFINITIONS, Definition, evaluate

__all__ = ["DEFINITIONS", "Definition", "evaluate"]
