"""How evenly, when and where: the words of concentration, year's end, areas, redistribution."""

from django.utils.translation import gettext_noop as _

from reports.indicators.definitions.texts import BOTH, MIC, MOIS, Texts

SPREAD: dict[str, Texts] = {
    "gini": Texts(
        "지니계수",
        "Gini coefficient",
        "ジニ係数",
        _("Σ(2i−n−1)·x_i ÷ (n·X), x ascending, over basic governments"),
        _("receipts of every basic government"),
        _("0: all receive the same; near 1: one receives all."),
        _("A partial sample of those that did well says nothing about the nation."),
        "Nissei Research Institute 2016; Suzuki 2026",
    ),
    "top10_share": Texts(
        "상위 10개 비중",
        "Top-10 share",
        "上位10団体の割合",
        _("Σ of the ten largest ÷ X × 100"),
        _("receipts of the ten largest basic governments; total"),
        _("How much of the money goes to ten places."),
        _("Japan: of municipal receipts. Korea: of all receipts, from a printed mean."),
        BOTH,
    ),
    "top100_share": Texts(
        "상위 100개 비중",
        "Top-100 share",
        "上位100団体の割合",
        _("Σ of the hundred largest ÷ X × 100"),
        _("receipts of every basic government"),
        _("How much of the money goes to a hundred places."),
        _("A hundred is 6 % of Japan's municipalities and 44 % of Korea's."),
        MIC,
    ),
    "hhi": Texts(
        "허핀달-허쉬만 지수",
        "Herfindahl–Hirschman index",
        "ハーフィンダール・ハーシュマン指数",
        _("Σ (x ÷ X)² × 10,000 over basic governments"),
        _("receipts of every basic government"),
        _("Higher is more concentrated; 10,000 ÷ n if all are alike."),
        _("It falls with the number of bodies: compare with 10,000 ÷ n."),
        "standard measure of concentration",
    ),
    "year_end_share": Texts(
        "12월 집중도",
        "Year-end share",
        "年末集中度",
        _("December receipts ÷ receipts of the year × 100"),
        _("monthly receipts"),
        _("How much of the year's giving comes in the last month before the tax year ends."),
        _("Japan publishes no monthly series; only single portals have told shares."),
        MOIS,
    ),
    "depopulating_share": Texts(
        "인구감소지역 비중",
        "Share of depopulating areas",
        "人口減少地域の割合",
        _("receipts of designated areas ÷ X × 100"),
        _("list of areas; receipts by body"),
        _("Whether the money reaches places in decline."),
        _("Korea: 89 areas from a rounded mean. Japan: towns and villages stand in."),
        BOTH,
    ),
    "non_capital_share": Texts(
        "비수도권 비중",
        "Non-capital share",
        "首都圏以外の割合",
        _("receipts outside the capital region ÷ X × 100"),
        _("receipts by province or prefecture"),
        _("Whether the money leaves the capital region."),
        _("Capital region: Seoul, Incheon, Gyeonggi; Saitama, Chiba, Tokyo, Kanagawa."),
        BOTH,
    ),
    "redistribution_effect": Texts(
        "재분배 효과",
        "Redistribution effect",
        "再分配効果",
        _("Gini of local revenue before − after adding donations and subtracting outflow"),
        _("revenue of every local government"),
        _("How much more even local revenue becomes."),
        _("Depends on what counts as revenue."),
        "Kuk, Ogawa & Yeom 2024",
    ),
    "origin_destination": Texts(
        "출발·도착 지역 행렬",
        "Origin–destination matrix",
        "発着地行列",
        _(
            "receipts by donor's home × recipient; the value is what the capital region gave the "
            "rest, all cells stand beside it"
        ),
        _("printed flows (KR), receipts from outside the body's area (JP)"),
        _("Between which regions money moves."),
        _(
            "Korea 2024 from rounded shares, 2025 from two sums; Japan tells inside from outside "
            "only."
        ),
        "KRIHS brief 962",
    ),
}
"""By indicator id."""
