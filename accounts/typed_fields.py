"""Fields of the officials' site for won and days, typed as people write them.

The site shows ``2026. 11. 26.`` and ``10만원``; so it takes both back, wherever it asks. A box for
numbers alone would not do: its browser drops what is no digit, and ten thousand become ten won.
"""

from datetime import date
from typing import Any

from django import forms
from django.db import models
from django.utils.translation import gettext_lazy as _
from typing_extensions import override
from unfold.widgets import UnfoldAdminSingleDateWidget, UnfoldAdminTextInputWidget

from kernel.typed import typed_won, typed_year_and_day

FIRST_YEAR, LAST_YEAR = 1900, 2199


class WonField(forms.IntegerField):
    """Whole won: 100000, 100,000원, 10만 or 1억 2,000만."""

    def __init__(self, **more: Any) -> None:
        box = UnfoldAdminTextInputWidget(attrs={"inputmode": "numeric", "autocomplete": "off"})
        super().__init__(**{"widget": box, **more})

    @override
    def to_python(self, value: Any) -> int | None:
        if value in self.empty_values:
            return None
        amount_krw = typed_won(str(value))
        if amount_krw is None:
            raise forms.ValidationError(_("Write whole won, for example 100,000 or 10만."))
        return amount_krw


class DayField(forms.DateField):
    """A day with its year: 2026. 11. 26., 2026-11-26, 20261126."""

    def __init__(self, **more: Any) -> None:
        super().__init__(**{"widget": UnfoldAdminSingleDateWidget, **more})

    @override
    def to_python(self, value: Any) -> date | None:
        if value in self.empty_values:
            return None
        on = value if isinstance(value, date) else typed_year_and_day(str(value))
        if on is None or not FIRST_YEAR <= on.year <= LAST_YEAR:
            raise forms.ValidationError(
                _("Write a day with its year, for example 2026. 11. 26. or 2026-11-26.")
            )
        return on


def typed_field(column: Any) -> dict[str, Any]:
    """Return how a form asks for a column of a model, where that is not Django's own way."""
    if isinstance(column, models.IntegerField) and column.name.endswith("_krw"):
        return {"form_class": WonField, "widget": WonField().widget}
    if isinstance(column, models.DateField) and not isinstance(column, models.DateTimeField):
        return {"form_class": DayField, "widget": UnfoldAdminSingleDateWidget}
    return {}
