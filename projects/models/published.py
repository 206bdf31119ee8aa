"""What a fund's publication tells besides its books, as officials enter it (KR-PUB-01).

Rows may change until their year is published; a trigger refuses it from then on.
"""

from datetime import date

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.own_rows import OwnRows
from ledger.models import FundYear

HEAD_NAMES_FROM = date(2026, 3, 26)
"""Since then the head of a local government, too, may name what is published."""


OWNER = "fund_year__municipality_id"


class GivenGifts(OwnRows["GivenGift"]):
    """Gifts of the years of one's own fund."""

    owner = OWNER


class GivenGift(models.Model):
    """One kind of return gift that a local government gave in a fiscal year."""

    fund_year = models.ForeignKey(FundYear, models.PROTECT, related_name="given_gifts")
    kind_ko = models.CharField(_("gift (Korean)"), max_length=80)
    kind_en = models.CharField(_("gift (English)"), max_length=120, blank=True, default="")
    number = models.PositiveIntegerField(_("number given"), validators=[MinValueValidator(1)])
    cost_krw = models.BigIntegerField(
        _("cost (won)"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text=_("shown only where it is entered"),
    )

    objects = GivenGifts.as_manager()

    class Meta:
        verbose_name = _("gift provided")
        verbose_name_plural = _("gifts provided")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["fund_year", "kind_ko"], name="gift_told_once_a_year"),
            models.CheckConstraint(name="gift_told_names_its_kind", condition=~Q(kind_ko="")),
            models.CheckConstraint(name="gift_told_was_given", condition=Q(number__gte=1)),
            models.CheckConstraint(
                name="gift_told_costs_something_or_is_silent",
                condition=Q(cost_krw=None) | Q(cost_krw__gte=1),
            ),
        ]

    def __str__(self) -> str:
        return self.kind_ko


class NamedBy(models.TextChoices):
    """Who may say what else is published."""

    MINISTER = "minister", _("the Minister of the Interior and Safety")
    HEAD = "head", _("the head of the local government")


class NamedItems(OwnRows["NamedItem"]):
    """Items of the years of one's own fund."""

    owner = OWNER


class NamedItem(models.Model):
    """Something else that is published of a year because it was named to be."""

    fund_year = models.ForeignKey(FundYear, models.PROTECT, related_name="named_items")
    named_by = models.CharField(_("named by"), max_length=10, choices=NamedBy)
    named_on = models.DateField(
        _("named on"), help_text=_("the day of the notice or decision that names it")
    )
    title_ko = models.CharField(_("title (Korean)"), max_length=120)
    title_en = models.CharField(_("title (English)"), max_length=160, blank=True, default="")
    text_ko = models.TextField(_("text (Korean)"), max_length=2000)
    text_en = models.TextField(_("text (English)"), max_length=2000, blank=True, default="")

    objects = NamedItems.as_manager()

    class Meta:
        verbose_name = _("item named besides")
        verbose_name_plural = _("items named besides")
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(name="item_is_told", condition=~Q(title_ko="") & ~Q(text_ko="")),
            models.CheckConstraint(
                name="head_names_items_from_its_day",
                condition=~Q(named_by="head") | Q(named_on__gte=HEAD_NAMES_FROM),
            ),
        ]

    def __str__(self) -> str:
        return self.title_ko
