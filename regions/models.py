"""Local governments of Korea and Japan through time, and what is known about each.

A row of :class:`Municipality` is one government under one code. When a code ends, the row stays
(receipts and statistics of the past keep pointing at it, KR-LG-08) and :class:`Succession` names
who carries on. Which government stands above which is a dated fact (KR-LG-03), so it has a table
of its own. Dates are days in Seoul, both ends inclusive; an open end is null.

Everything here is loaded from ``regions/data`` by :mod:`regions.loading`, which alone writes it;
but :class:`IntakeRestriction` is entered by :mod:`regions.restrictions`.
"""

from datetime import date

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value
from django.db.models.functions import Greatest, Now
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _


class Country(models.TextChoices):
    """Where a local government is."""

    KR = "KR", _("Korea")
    JP = "JP", _("Japan")


class Level(models.TextChoices):
    """The tier: Korea's 시·도 and Japan's prefectures are upper, the rest basic."""

    METROPOLITAN = "metropolitan", _("Upper tier")
    BASIC = "basic", _("Basic tier")


def days(start: str = "valid_from", end: str = "valid_to") -> Func:
    """Return the SQL range of the days from ``start`` to ``end``, both included."""
    return Func(
        F(start), F(end), Value("[]"), function="daterange", output_field=models.DateField()
    )


class MunicipalityQuerySet(models.QuerySet["Municipality"]):
    def in_force(self, on: date) -> "MunicipalityQuerySet":
        """Keep the governments that exist on the day ``on``."""
        return self.filter(
            Q(valid_from__isnull=True) | Q(valid_from__lte=on),
            Q(valid_to__isnull=True) | Q(valid_to__gte=on),
        )


class Municipality(models.Model):
    """A local government (지방자치단체, 地方公共団体) under one code.

    Korean codes have five digits (an upper tier ends in ``000``), Japanese six with a check
    digit. ``valid_from`` is null when the code is older than the scheme (before 2023-01-01) or
    its first day is not known; ``valid_to`` is the last day and null while in force. A name that
    the sources do not have is empty.
    """

    code = models.CharField(_("code"), max_length=6, primary_key=True)
    country = models.CharField(_("country"), max_length=2, choices=Country)
    level = models.CharField(_("tier"), max_length=12, choices=Level)
    kind = models.CharField(
        _("kind"), max_length=5, help_text=_("the native word, for example 광역시, 군, 町")
    )
    name_ko = models.CharField(_("Korean name"), max_length=20, blank=True)
    name_ja = models.CharField(_("Japanese name"), max_length=20, blank=True)
    name_en = models.CharField(_("English name"), max_length=60)
    short_ko = models.CharField(
        _("short Korean name"), max_length=20, blank=True, help_text=_("with its upper tier")
    )
    lineage_code = models.CharField(
        _("lineage"),
        max_length=6,
        db_index=True,
        help_text=_("the same for all codes that one government has had"),
    )
    valid_from = models.DateField(_("first day"), null=True, blank=True)
    valid_to = models.DateField(_("last day"), null=True, blank=True)
    notes = models.CharField(_("notes"), max_length=200, blank=True)
    source_url = models.CharField(_("source"), max_length=200)

    objects = MunicipalityQuerySet.as_manager()

    class Meta:
        verbose_name = _("local government")
        verbose_name_plural = _("local governments")
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(
                name="municipality_code_has_five_or_six_digits",
                condition=Q(country=Country.KR, code__regex=r"^\d{5}$")
                | Q(country=Country.JP, code__regex=r"^\d{6}$"),
            ),
            models.CheckConstraint(
                name="municipality_ends_after_it_begins",
                condition=Q(valid_from__isnull=True)
                | Q(valid_to__isnull=True)
                | Q(valid_from__lte=F("valid_to")),
            ),
        ]
        indexes = [models.Index(fields=["country", "level", "code"], name="municipality_by_tier")]

    def __str__(self) -> str:
        return self.native_name if get_language() in {"ko", "ja"} else self.name_en

    @property
    def native_name(self) -> str:
        """The name in the country's own language, told apart from others: 부산 중구, not 중구."""
        return self.short_ko or self.name_ko or self.name_ja or self.name_en

    def is_in_force(self, on: date) -> bool:
        """Say whether this government exists on the day ``on``."""
        return (self.valid_from is None or self.valid_from <= on) and (
            self.valid_to is None or on <= self.valid_to
        )

    def lineage_codes(self) -> list[str]:
        """Return this government's code, then those of all before it, nearest first.

        An official may see what the predecessors of their government received (KR-LG-08), so
        전남광주통합특별시 (12000) answers ``["12000", "29000", "46000"]``. Costs a query only
        when the reference snapshot is to be read anew.
        """
        from regions.snapshot import snapshot

        return snapshot().lineage_codes(self.code)

    def parent_on(self, on: date) -> "Municipality | None":
        """Return the government above this one on the day ``on``; None for an upper tier."""
        from regions.snapshot import snapshot

        return snapshot().parent_on(self.code, on)


class ParentLink(models.Model):
    """A basic government stands below exactly one upper one on any day (KR-LG-03)."""

    child = models.ForeignKey(Municipality, models.PROTECT, related_name="parent_links")
    parent = models.ForeignKey(Municipality, models.PROTECT, related_name="child_links")
    valid_from = models.DateField(_("first day"), null=True, blank=True)
    valid_to = models.DateField(_("last day"), null=True, blank=True)

    class Meta:
        verbose_name = _("upper government")
        verbose_name_plural = _("upper governments")
        constraints = [
            ExclusionConstraint(
                name="parent_link_one_parent_a_day",
                expressions=[("child", RangeOperators.EQUAL), (days(), RangeOperators.OVERLAPS)],
                deferrable=models.Deferrable.DEFERRED,
            ),
            models.CheckConstraint(
                name="parent_link_not_its_own_parent", condition=~Q(child=F("parent"))
            ),
        ]


class Succession(models.Model):
    """``successor`` carries on, in whole or in part, what ``predecessor`` was until ``on``."""

    predecessor = models.ForeignKey(Municipality, models.PROTECT, related_name="successions")
    successor = models.ForeignKey(Municipality, models.PROTECT, related_name="origins")
    on = models.DateField(_("first day of the successor"))

    class Meta:
        verbose_name = _("succession")
        verbose_name_plural = _("successions")
        constraints = [
            models.UniqueConstraint(fields=["predecessor", "successor"], name="succession_once"),
            models.CheckConstraint(
                name="succession_to_another", condition=~Q(predecessor=F("successor"))
            ),
        ]


class JapaneseProfile(models.Model):
    """What only Japan's bodies have. Empty or null is not published or does not apply."""

    municipality = models.OneToOneField(
        Municipality, models.PROTECT, primary_key=True, related_name="japanese_profile"
    )
    name_kana = models.CharField(_("kana"), max_length=30)
    prefecture_number = models.CharField(_("prefecture number"), max_length=2)
    iso_code = models.CharField("ISO 3166-2", max_length=5, blank=True)
    is_designated_city = models.BooleanField(_("designated city"))
    is_special_ward = models.BooleanField(_("special ward"))
    grant_status_fy2024 = models.CharField(_("ordinary grant, FY2024"), max_length=16, blank=True)
    latitude = models.DecimalField(_("latitude"), max_digits=12, decimal_places=9)
    longitude = models.DecimalField(_("longitude"), max_digits=12, decimal_places=9)
    romanised_by = models.CharField(_("romanised by"), max_length=20)
    primary_industry_percent_2020 = models.DecimalField(
        _("workers in primary industry, percent"), max_digits=8, decimal_places=4, null=True
    )
    fiscal_strength_2021 = models.DecimalField(
        _("fiscal strength index, FY2021"), max_digits=5, decimal_places=2, null=True
    )
    source_url = models.CharField(_("source"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("Japanese profile")
        verbose_name_plural = _("Japanese profiles")


class DeclineCategory(models.TextChoices):
    """인구감소지역 and 관심지역."""

    DECLINE = "decline", _("Population-decline area")
    CONCERN = "concern", _("Area of concern")


class PopulationDeclineArea(models.Model):
    """A designation under the special act on population-decline areas.

    A date that the source gives only by month is kept as that month (``2021-10``); it counts
    from the month's first day and to its last.
    """

    area = models.ForeignKey(Municipality, models.PROTECT, related_name="decline_designations")
    category = models.CharField(_("category"), max_length=7, choices=DeclineCategory)
    designated_on = models.CharField(_("designated"), max_length=10)
    designated_until = models.CharField(_("until"), max_length=10, blank=True)
    legal_notice_on = models.DateField(_("statutory notice"), null=True, blank=True)
    notes = models.CharField(_("notes"), max_length=200, blank=True)
    source_url = models.CharField(_("source"), max_length=200)

    class Meta:
        verbose_name = _("population-decline area")
        verbose_name_plural = _("population-decline areas")
        constraints = [
            models.UniqueConstraint(fields=["area", "designated_on"], name="decline_area_once")
        ]


class DeclarationScope(models.TextChoices):
    """How much of the local government a declaration names (KR-TAX-19)."""

    WHOLE = "whole", _("Whole area")
    PARTIAL = "partial", _("Some towns only")


class SpecialDisasterDeclaration(models.Model):
    """One local government in one declaration of special disaster areas (재난안전법 제60조).

    ``area`` is the code in force on 2026-06-30; other codes of the same government share its
    lineage. How long a donation counts is in :mod:`regions.windows`.
    """

    area = models.ForeignKey(Municipality, models.PROTECT, related_name="disaster_declarations")
    declared_on = models.DateField(_("declared on"))
    scope = models.CharField(_("scope"), max_length=7, choices=DeclarationScope)
    sub_areas = models.CharField(
        _("towns"), max_length=100, blank=True, help_text=_("separated by semicolons")
    )
    category = models.CharField(_("category"), max_length=10)
    cause = models.CharField(_("cause"), max_length=100)
    event_period = models.CharField(_("period of the event"), max_length=21)
    notes = models.CharField(_("notes"), max_length=200, blank=True)
    source_url = models.CharField(_("source"), max_length=200)

    class Meta:
        verbose_name = _("special-disaster declaration")
        verbose_name_plural = _("special-disaster declarations")
        constraints = [
            models.UniqueConstraint(
                fields=["area", "declared_on", "cause"], name="disaster_declaration_once"
            ),
            models.CheckConstraint(
                name="disaster_declaration_names_towns_when_partial",
                condition=(Q(scope=DeclarationScope.WHOLE, sub_areas=""))
                | (Q(scope=DeclarationScope.PARTIAL) & ~Q(sub_areas="")),
            ),
        ]


class IntakeRestriction(models.Model):
    """A period in which a local government may take nothing in (Act art. 4(2), KR-SAN-01)."""

    municipality = models.ForeignKey(
        Municipality, models.PROTECT, related_name="+", verbose_name=_("local government")
    )
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"))
    ground = models.CharField(_("ground"), max_length=200)
    notice_url = models.CharField(_("public notice"), max_length=200, blank=True)
    entered_at = models.DateTimeField(_("entered at"), db_default=Now(), editable=False)

    class Meta:
        verbose_name = _("restriction of intake")
        verbose_name_plural = _("restrictions of intake")
        constraints = [
            ExclusionConstraint(
                name="intake_restriction_once_a_day",
                expressions=[
                    ("municipality", RangeOperators.EQUAL),
                    (
                        Func(
                            F("starts_on"),
                            # An end before the start is for the next constraint to refuse.
                            Greatest("starts_on", "ends_on"),
                            Value("[]"),
                            function="daterange",
                            output_field=models.DateField(),
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                ],
            ),
            models.CheckConstraint(
                name="intake_restriction_ends_after_it_begins",
                condition=Q(starts_on__lte=F("ends_on")),
            ),
            models.CheckConstraint(
                name="intake_restriction_at_most_one_year",
                condition=Q(
                    ends_on__lt=Func(
                        F("starts_on"),
                        template="(%(expressions)s + interval '1 year')",
                        output_field=models.DateTimeField(),
                    )
                ),
            ),
        ]


class Population(models.Model):
    """Persons in one area at one date on one basis; a null ``area`` is the whole nation.

    Bases differ by what they count and are never mixed in one series. ``as_of`` is as precise as
    the source (a year, a month or a day).
    """

    country = models.CharField(_("country"), max_length=2, choices=Country)
    area = models.ForeignKey(
        Municipality, models.PROTECT, null=True, blank=True, related_name="populations"
    )
    year = models.PositiveSmallIntegerField(_("year"))
    as_of = models.CharField(_("as of"), max_length=10)
    basis = models.CharField(_("basis"), max_length=50)
    figure = models.PositiveIntegerField(_("persons"))
    notes = models.CharField(_("notes"), max_length=200, blank=True)
    source_url = models.CharField(_("source"), max_length=200)

    class Meta:
        verbose_name = _("population")
        verbose_name_plural = _("populations")
        constraints = [
            models.UniqueConstraint(
                fields=["country", "area", "as_of", "basis"],
                name="population_once",
                nulls_distinct=False,
            )
        ]


class FiscalSelfReliance(models.Model):
    """재정자립도 of one year in percent; a null ``area`` is the whole nation."""

    area = models.ForeignKey(
        Municipality, models.PROTECT, null=True, blank=True, related_name="fiscal_self_reliance"
    )
    year = models.PositiveSmallIntegerField(_("year"))
    percent = models.DecimalField(_("percent"), max_digits=4, decimal_places=1)
    notes = models.CharField(_("notes"), max_length=200, blank=True)
    source_url = models.CharField(_("source"), max_length=200)

    class Meta:
        verbose_name = _("fiscal self-reliance")
        verbose_name_plural = _("fiscal self-reliance")
        constraints = [
            models.UniqueConstraint(
                fields=["area", "year"], name="fiscal_self_reliance_once", nulls_distinct=False
            )
        ]


class ReferenceVersion(models.Model):
    """Which reference data there is: one row, changed by every change to what is read from it.

    ``fingerprint`` is that of the loaded files; ``revision`` counts what was entered by hand, so
    that loading the same files again does not hide it.
    """

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    fingerprint = models.CharField(max_length=64)
    revision = models.PositiveIntegerField(db_default=0)
    loaded_at = models.DateTimeField()

    class Meta:
        verbose_name = _("reference version")
        verbose_name_plural = _("reference versions")
        constraints = [models.CheckConstraint(name="reference_version_is_one", condition=Q(id=1))]
