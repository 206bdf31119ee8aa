"""What each indicator is called in three languages, how it is computed and how to read it."""

from dataclasses import dataclass

from django.utils.translation import gettext_noop as _


@dataclass(frozen=True, slots=True)
class Texts:
    """The words of a definition; ``needs`` is the data, ``traps`` what misleads."""

    name_ko: str
    name_en: str
    name_ja: str
    formula: str
    needs: str
    reading: str
    traps: str
    reference: str

    def name(self, language: str) -> str:
        """Return the name in ``ko``, ``en`` or ``ja``; English for any other."""
        return {"ko": self.name_ko, "ja": self.name_ja}.get(language, self.name_en)


MIC = "MIC (Japan), yearly survey on Furusato Nozei"
MOIS = "MOIS (Korea), yearly release"
BOTH = f"{MIC}; {MOIS}"

TEXTS: dict[str, Texts] = {
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
        "gift spending with suppliers of the local government ÷ gift spending",
        "gift spending by supplier and the supplier's place",
        "How much of what gifts cost stays with local suppliers.",
        "A local seller may sell goods from elsewhere, which no book shows.",
        "own books",
    ),
    "platform_share": Texts(
        "민간 플랫폼 비중",
        "Platform share",
        "ポータルサイト経由割合",
        _("receipts through private platforms ÷ X × 100"),
        _("receipts by channel"),
        _("Dependence on private platforms."),
        _("Korea opened private platforms in December 2024."),
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
    "designated_share": Texts(
        "지정기부 비중",
        "Designated share",
        "クラウドファンディング型割合",
        _("receipts for a named project ÷ X × 100"),
        _("designated donations (KR), crowdfunding-type (JP)"),
        _("How far donors choose a project."),
        _("Japan's choice of a field of use is another thing."),
        BOTH,
    ),
    "project_attainment": Texts(
        "모금 달성률",
        "Project attainment",
        "目標達成率",
        _("raised ÷ target × 100, per project"),
        _("targets and amounts of projects"),
        _("Whether projects reach what they ask for, all projects together."),
        _(
            "Only projects with a target count; Japan prints at most three of a body, Korea's are "
            "those that were written about."
        ),
        BOTH,
    ),
    "simple_procedure_share": Texts(
        "간편 절차 비율",
        "Simple-procedure share",
        "簡便手続割合",
        _("Japan: one-stop users ÷ users × 100; Korea: online ÷ all × 100"),
        _("one-stop users (JP), channel (KR)"),
        _("How far the procedure is made easy."),
        _("Two different procedures: read each country by itself."),
        BOTH,
    ),
    "repeat_rate": Texts(
        "재기부율",
        "Repeat rate",
        "リピート率",
        _("donors who gave again within 12 months ÷ donors × 100"),
        _("records of single donations"),
        _("Whether a gift becomes a relation."),
        _("Needs one person's donations over all bodies."),
        "own records",
    ),
    "small_donation_share": Texts(
        "소액 기부 비율",
        "Small-donation share",
        "少額寄附割合",
        _("donations ≤ 100,000 won (≤ 10,000 yen) ÷ donations × 100"),
        _("donations by size"),
        _("How many stay within what is wholly credited."),
        _("At or below 100,000 won is not exactly 100,000 won."),
        MOIS,
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
    "transparency_score": Texts(
        "투명성 점수",
        "Transparency score",
        "透明性スコア",
        _("one point each: publishes amount, publishes use, reports progress (0–3)"),
        _("survey answers"),
        _("How openly a body accounts for donations."),
        _("Self-reported."),
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
