"""What it costs and what is left: the words of cost, gifts, platforms, usable money, limits."""

from django.utils.translation import gettext_noop as _

from reports.indicators.definitions.texts import BOTH, MIC, Texts

COST: dict[str, Texts] = {
    "cost_ratio": Texts(
        "모금비용 비율",
        "Cost ratio",
        "募集経費率",
        _("total cost of raising ÷ X × 100"),
        _("cost by item"),
        _("How much of the money is spent on getting it."),
        _("Japan's legal ceiling is 50 % until the designation of 2026."),
        MIC,
    ),
    "gift_ratio": Texts(
        "답례품 비율",
        "Gift ratio",
        "返礼品調達費率",
        _("Japan: purchase of gifts ÷ X × 100; Korea: gifts sold ÷ X × 100"),
        _("cost of gifts (JP), sales of gifts (KR)"),
        _("How much goes back to donors in goods."),
        _("Ceiling 30 % in both. In Korea points may be used in a later year."),
        BOTH,
    ),
    "local_share": Texts(
        "답례품비 지역 내 지출 비율",
        "Share of gift spending kept in the region",
        "返礼品費の地域内支出割合",
        _("gift spending with suppliers of the local government ÷ gift spending"),
        _("gift spending by supplier and the supplier's place"),
        _("How much of what gifts cost stays with local suppliers."),
        _("A local seller may sell goods from elsewhere, which no book shows."),
        "own books",
    ),
    "platform_share": Texts(
        "민간 플랫폼 비중",
        "Platform share",
        "ポータルサイト経由割合",
        _("receipts through private platforms ÷ X × 100"),
        _("receipts by channel"),
        _("Dependence on private platforms."),
        _(
            "Korea opened private platforms in December 2024; the share of donations stands "
            "beside the share of the money and is never joined to it."
        ),
        BOTH,
    ),
    "usable_amount": Texts(
        "가용 재원",
        "Usable amount",
        "活用可能額",
        _("X − total cost of raising"),
        _("receipts; total cost"),
        _("What is left for the purposes of the donations."),
        _("Tax lost elsewhere is not taken off."),
        MIC,
    ),
    "usable_share": Texts(
        "가용 재원 비율",
        "Usable share",
        "活用可能割合",
        _("(X − total cost) ÷ X × 100"),
        _("receipts; total cost"),
        _("What is left of each hundred; Japan's floor rises to 60 % by 2029."),
        _("The legal share counts some costs otherwise."),
        MIC,
    ),
    "rule_margin": Texts(
        "규정 여유",
        "Rule margin",
        "基準までの余裕",
        _(
            "min(30 − gift ratio, cost ceiling − cost ratio) in percentage points; each stands "
            "beside"
        ),
        _("gift and cost ratios; limits by date"),
        _("How close a year came to a legal limit; negative: beyond it."),
        _("Limits change by date; Korea's running cost is bounded by last year's donations."),
        BOTH,
    ),
}
"""By indicator id."""
