"""Who pays for it: the words of relief and of the flows between local governments."""

from django.utils.translation import gettext_noop as _

from reports.indicators.definitions.texts import BOTH, MIC, Texts

TAX: dict[str, Texts] = {
    "tax_relief": Texts(
        "세액공제액",
        "Tax relief",
        "税額控除額",
        _("relief granted for the year's donations"),
        _("relief tables (JP), estimate (KR)"),
        _("What the State and local governments forgo."),
        _("Japan: resident tax only, by calendar year of giving; restated series are not joined."),
        BOTH,
    ),
    "outflow": Texts(
        "세수 유출액",
        "Outflow",
        "税収流出額",
        _("relief borne by the residents' own local government"),
        _("relief by body"),
        _("Tax that a place lost because its residents gave elsewhere."),
        _("Without the compensation by the local allocation tax."),
        MIC,
    ),
    "net_flow": Texts(
        "순유입액",
        "Net flow",
        "純流入額",
        _("receipts − outflow"),
        _("receipts and relief by body"),
        _("Gain or loss of a place before cost."),
        _("Receipts and relief are different cohorts of donations."),
        MIC,
    ),
    "net_after_cost": Texts(
        "비용 차감 순유입액",
        "Net after cost",
        "経費控除後純流入額",
        _("receipts − cost − outflow"),
        _("receipts, cost and relief by body"),
        _("Gain or loss of a place after cost."),
        _("Without compensation; own part of the relief only for municipalities."),
        MIC,
    ),
    "loss_ratio": Texts(
        "세수 손실률",
        "Loss ratio",
        "税収損失率",
        _("tax relief ÷ X × 100"),
        _("relief; receipts"),
        _("Tax forgone for each hundred received."),
        _("Different cohorts; Japan without the income-tax part."),
        "Hashimoto & Suzuki 2015",
    ),
}
"""By indicator id."""
