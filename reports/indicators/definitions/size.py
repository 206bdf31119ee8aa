"""How large: the words of receipts, donations, donors, growth, per head, per donation."""

from django.utils.translation import gettext_noop as _

from reports.indicators.definitions.texts import BOTH, Texts

SIZE: dict[str, Texts] = {
    "total_receipts": Texts(
        "모금액",
        "Total receipts",
        "受入額",
        _("X = Σ x over all receiving bodies"),
        _("receipts by body or nation and year"),
        _("The money received in a year, before any cost."),
        _(
            "Korea counts January to December, Japan April to March; never add the two. Japanese "
            "bodies also take donations for one struck by a disaster, and pass them on."
        ),
        BOTH,
    ),
    "donations": Texts(
        "기부 건수",
        "Donations",
        "受入件数",
        _("number of donations"),
        _("number of donations by body or nation and year"),
        _("How often somebody gave."),
        _("Donations, not persons: one person may give many times."),
        BOTH,
    ),
    "donors": Texts(
        "기부자 수",
        "Donors",
        "寄附者数（控除適用者数）",
        _(
            "Korea: persons who gave; Japan: users of the resident-tax relief for that year's "
            "giving"
        ),
        _("donors (KR), relief users of the following tax year (JP)"),
        _("How many persons take part."),
        _("Japan counts users of the relief by calendar year of giving, not all donors."),
        BOTH,
    ),
    "growth_index": Texts(
        "성장지수(도입 첫해 = 1)",
        "Growth index (launch year = 1)",
        "成長指数（初年度＝1）",
        _("X(t) ÷ X(launch year); launch: Korea 2023, Japan FY2008"),
        _("receipts of the year and of the launch year"),
        _("Growth at the same age of the two systems."),
        _("The systems began with different rules and under different conditions."),
        "Korea–Japan seminar of January 2026; own computation",
    ),
    "receipts_per_head": Texts(
        "주민 1인당 모금액",
        "Receipts per head",
        "人口1人当たり受入額",
        _("X ÷ population of the receiving area at the start of the year"),
        _("receipts; registered population"),
        _("Size of the system next to the size of the country or area."),
        _(
            "Korea's population leaves out foreigners, Japan's includes them; single Korean "
            "municipalities use residents without unknown addresses (0.5 % fewer)."
        ),
        "Hashimoto & Suzuki 2015",
    ),
    "mean_per_donation": Texts(
        "건당 평균 기부액",
        "Mean per donation",
        "1件当たり受入額",
        _("X ÷ number of donations"),
        _("receipts; number of donations"),
        _("The size of a usual gift, if gifts are alike."),
        _("98 % of Korean donations are at or below 100,000 won: see the distribution too."),
        BOTH,
    ),
    "mean_per_donor": Texts(
        "1인당 평균 기부액",
        "Mean per donor",
        "寄附者1人当たり受入額",
        _("X ÷ donors"),
        _("receipts; donors"),
        _("What one person gives in a year."),
        _("In Japan receipts April to March are divided by users of the calendar year."),
        BOTH,
    ),
    "participation_rate": Texts(
        "참여율",
        "Participation rate",
        "利用率",
        _("donors ÷ population × 100"),
        _("donors; population"),
        _("How many in a hundred inhabitants take part."),
        _("Children and people without tax are in the population."),
        BOTH,
    ),
}
"""By indicator id."""
