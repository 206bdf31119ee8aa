"""How reports and indicators look over the API."""

from typing import Any

from django.urls import reverse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from reports.conversion import Rates, converted
from reports.documents import store
from reports.indicators.registry import Definition, Value
from reports.models import Country, Nature, ReportRun, RunKind, RunStatus, Scope, YearBasis
from reports.runs import interval_json, spelled


class SourceSerializer(serializers.Serializer[Any]):
    """Where a number is printed, and the file and row of our data that holds it."""

    url = serializers.CharField()
    published_on = serializers.CharField(help_text="as precise as the source; may be empty")
    file = serializers.CharField()
    row = serializers.IntegerField(help_text="0: many rows, or the whole file")


class IntervalSerializer(serializers.Serializer[Any]):
    """Where a value may lie, and what that rests on; an open end is null."""

    low = serializers.FloatField(allow_null=True)
    high = serializers.FloatField(allow_null=True)
    method = serializers.CharField()


class PartSerializer(serializers.Serializer[Any]):
    """A number that belongs to a value: a variant, a cell, a value without an outlier."""

    name = serializers.CharField()
    value = serializers.FloatField(allow_null=True)
    unit = serializers.CharField()
    nature = serializers.ChoiceField(Nature.choices)
    note = serializers.CharField(help_text="what was left out or assumed; why it is null")


class ConvertedSerializer(serializers.Serializer[Any]):
    """A sum in the other currency; null for what is no money or has no rate."""

    market = serializers.FloatField(allow_null=True, help_text="yearly mean of the ECB's rates")
    ppp = serializers.FloatField(allow_null=True, help_text="purchasing power parity of GDP")


class IndicatorSerializer(serializers.Serializer[Any]):
    """One value with all that travels with it; ``value`` is null when not available."""

    indicator = serializers.CharField()
    country = serializers.ChoiceField(Country.choices)
    region = serializers.CharField(help_text="empty: the nation")
    scope = serializers.ChoiceField(Scope.choices)
    year = serializers.IntegerField()
    year_basis = serializers.ChoiceField(YearBasis.choices)
    value = serializers.FloatField(allow_null=True)
    unit = serializers.CharField()
    coverage = serializers.CharField(help_text="local governments with data / all")
    status = serializers.CharField(help_text="standing of the weakest input, or not_available: why")
    resolution = serializers.FloatField(
        allow_null=True, help_text="width that the rounding of the inputs leaves open"
    )
    sample = serializers.FloatField(
        allow_null=True, help_text="value of a biased partial sample; not the nation's"
    )
    age = serializers.IntegerField(help_text="year of the system; the launch year is 1")
    nature = serializers.ChoiceField(Nature.choices)
    interval = IntervalSerializer(allow_null=True)
    converted = ConvertedSerializer()
    parts = PartSerializer(many=True)
    notes = serializers.ListField(child=serializers.CharField())
    sources = SourceSerializer(many=True)


class IndicatorPageSerializer(serializers.Serializer[Any]):
    """One page of values."""

    results = IndicatorSerializer(many=True)
    next = serializers.CharField(allow_null=True)
    previous = serializers.CharField(allow_null=True)


class DefinitionSerializer(serializers.Serializer[Any]):
    """What an indicator means."""

    id = serializers.CharField()
    number = serializers.IntegerField(help_text="in the list of the comparative study")
    unit = serializers.CharField(help_text="money: whole won or whole yen, as the country has it")
    year_basis = serializers.DictField(child=serializers.CharField())
    name_ko = serializers.CharField(source="texts.name_ko")
    name_en = serializers.CharField(source="texts.name_en")
    name_ja = serializers.CharField(source="texts.name_ja")
    formula = serializers.CharField(source="texts.formula")
    needs = serializers.CharField(source="texts.needs")
    reading = serializers.CharField(source="texts.reading")
    traps = serializers.CharField(source="texts.traps")
    reference = serializers.CharField(source="texts.reference")
    per_region = serializers.BooleanField(help_text="whether single local governments have it")


class DefinitionsSerializer(serializers.Serializer[Any]):
    """The registry of indicators."""

    results = DefinitionSerializer(many=True)


class GivingGroupSerializer(serializers.Serializer[Any]):
    """So many givers who gave alike; ``note`` says what was published and what assumed."""

    name = serializers.CharField()
    givers = serializers.IntegerField()
    amount = serializers.FloatField()
    nature = serializers.ChoiceField(Nature.choices)
    note = serializers.CharField()


class WhatIfSerializer(serializers.Serializer[Any]):
    """The model's answer: both results and their difference, with all that they rest on."""

    nature = serializers.ChoiceField(Nature.choices, help_text="always modelled")
    country = serializers.ChoiceField(Country.choices)
    year = serializers.IntegerField()
    currency = serializers.CharField()
    rules = serializers.CharField(help_text="own, other, or a year")
    changed_inputs = serializers.ListField(child=serializers.CharField())
    rules_before = serializers.DictField(help_text="“none”: there is no such limit")
    rules_after = serializers.DictField()
    assumptions = serializers.DictField()
    last_year_receipts = serializers.IntegerField(help_text="base of a ceiling on running cost")
    giving = GivingGroupSerializer(many=True)
    before = serializers.DictField(child=serializers.FloatField())
    after = serializers.DictField(child=serializers.FloatField())
    difference = serializers.DictField(child=serializers.FloatField())
    sources = SourceSerializer(many=True)


class ReportRunSerializer(serializers.ModelSerializer[ReportRun]):
    """One making of a report; its documents are there once ``status`` is ``done``."""

    kind = serializers.ChoiceField(RunKind.choices)
    status = serializers.ChoiceField(RunStatus.choices)
    slug = serializers.CharField()
    artifacts = serializers.SerializerMethodField()

    class Meta:
        model = ReportRun
        fields = (
            "id",
            "kind",
            "slug",
            "year",
            "status",
            "is_demo",
            "inputs_sha256",
            "data_sha256",
            "code_version",
            "created_at",
            "finished_at",
            "artifacts",
        )
        read_only_fields = fields

    @extend_schema_field(OpenApiTypes.OBJECT)
    def get_artifacts(self, run: ReportRun) -> dict[str, str]:
        """Return the address of each document; none while the run is not done."""
        if run.status != RunStatus.DONE:
            return {}
        return {kind: reverse("report-artifact", args=[run.pk, kind]) for kind in store.MAKERS}


BY_GIVING = ("donors", "participation_rate", "tax_relief", "outflow", "simple_procedure_share")
"""Japan's values of these stand on the calendar year of giving."""


def value_json(value: Value, region: str, rates: Rates) -> dict[str, Any]:
    """Return ``value`` in the shape of :class:`IndicatorSerializer`, for the code asked about."""
    return {
        "indicator": value.indicator,
        "country": str(value.country),
        "region": region,
        "scope": str(value.scope),
        "year": value.year,
        "year_basis": str(value.year_basis),
        "value": spelled(value.value),
        "unit": value.unit,
        "coverage": value.coverage,
        "status": value.status,
        "resolution": spelled(value.resolution),
        "sample": spelled(value.sample),
        "age": value.age,
        "nature": str(value.nature),
        "interval": interval_json(*value.interval) if value.interval else None,
        "converted": {
            "market": spelled(converted(value.value, value.unit, rates.ecb)),
            "ppp": spelled(converted(value.value, value.unit, rates.ppp)),
        },
        "parts": list(value.parts),
        "notes": list(value.notes),
        "sources": [source.as_json() for source in value.sources],
    }


def definition_json(definition: Definition, *, per_region: bool) -> dict[str, Any]:
    """Return ``definition`` in the shape of :class:`DefinitionSerializer`."""
    texts = definition.texts
    return {
        "id": definition.id,
        "number": definition.number,
        "unit": definition.unit,
        "year_basis": {
            "KR": str(YearBasis.CALENDAR),
            "JP": str(YearBasis.CALENDAR if definition.id in BY_GIVING else YearBasis.RECEIPT),
        },
        "name_ko": texts.name_ko,
        "name_en": texts.name_en,
        "name_ja": texts.name_ja,
        "formula": texts.formula,
        "needs": texts.needs,
        "reading": texts.reading,
        "traps": texts.traps,
        "reference": texts.reference,
        "per_region": per_region,
    }
