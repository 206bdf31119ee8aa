"""How people give and what they are told: projects, procedures, repeats, sizes, openness."""

from django.utils.translation import gettext_noop as _

from reports.indicators.definitions.texts import BOTH, MIC, MOIS, Texts

GIVING: dict[str, Texts] = {
    "designated_share": Texts(
        "지정기부 비중",
        "Designated share",
        "指定寄附割合",
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
}
"""By indicator id."""
