"""How a local government looks on the day it is asked about."""

from datetime import date
from typing import Any

from rest_framework import serializers

from regions.disasters import partial_counts, special_disaster_windows
from regions.models import Country, DeclarationScope, DeclineCategory, Level, Municipality
from regions.snapshot import Snapshot
from regions.windows import Window


class WindowSerializer(serializers.Serializer[Any]):
    """A special-disaster window that is open on the day asked about (KR-TAX-14 … -19)."""

    declared_on = serializers.DateField()
    ends_on = serializers.DateField(help_text="last day on which a donation counts")
    scope = serializers.ChoiceField(DeclarationScope.choices)
    category = serializers.CharField(help_text="wildfire, flood, typhoon, frost, snow or social")
    higher_credit = serializers.BooleanField(
        help_text="whether a donation now earns the higher credit; partial declarations may not"
    )


class RegionSerializer(serializers.Serializer[Any]):
    """A local government; a name that the sources do not have is null."""

    code = serializers.CharField()
    country = serializers.ChoiceField(Country.choices)
    level = serializers.ChoiceField(Level.choices)
    kind = serializers.CharField(help_text="the native word, for example 광역시, 군, 町")
    name_ko = serializers.CharField(allow_null=True)
    name_ja = serializers.CharField(allow_null=True)
    name_en = serializers.CharField()
    parent_code = serializers.CharField(allow_null=True, help_text="on the day asked about")
    valid_from = serializers.DateField(
        allow_null=True, help_text="null: before 2023-01-01 or not known"
    )
    valid_to = serializers.DateField(allow_null=True, help_text="last day; null: in force")
    successor_codes = serializers.ListField(child=serializers.CharField())
    population_decline = serializers.ChoiceField(DeclineCategory.choices, allow_null=True)
    special_disaster = WindowSerializer(many=True, allow_null=True)


def region(municipality: Municipality, on: date, known: Snapshot) -> dict[str, Any]:
    """Return ``municipality`` as of the day ``on``, in the shape of :class:`RegionSerializer`."""
    code = municipality.code
    parent = known.parent_on(code, on)
    windows = [_window(window) for window in special_disaster_windows(code, on)]
    return {
        "code": code,
        "country": municipality.country,
        "level": municipality.level,
        "kind": municipality.kind,
        "name_ko": municipality.name_ko or None,
        "name_ja": municipality.name_ja or None,
        "name_en": municipality.name_en,
        "parent_code": parent.code if parent else None,
        "valid_from": municipality.valid_from,
        "valid_to": municipality.valid_to,
        "successor_codes": list(known.successors.get(code, ())),
        "population_decline": known.population_decline(code, on),
        "special_disaster": windows or None,
    }


def _window(window: Window) -> dict[str, Any]:
    return {
        "declared_on": window.declared_on,
        "ends_on": window.ends_on,
        "scope": window.scope,
        "category": window.category,
        "higher_credit": window.scope == DeclarationScope.WHOLE or partial_counts(),
    }
