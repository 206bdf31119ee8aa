"""What donors were asked for and told: designated projects, attainment, openness."""

from collections.abc import Sequence
from fractions import Fraction
from statistics import median

from django.utils.translation import gettext_noop as _

from reports.indicators import formulas
from reports.indicators.statistics import (
    BODIES,
    Ask,
    Datum,
    Outcome,
    Part,
    Project,
    missing,
    share_of_rounding,
)
from reports.models import Country, Scope

NO_PROJECTS = _("no projects with a target and an amount of this area and year are loaded")
SOME_PROJECTS = _(
    "biased partial sample: only projects that the press or their local governments wrote about"
)
AT_MOST_THREE = _("the survey prints at most three projects of a body")
NO_SURVEY = _("no survey answers of this area and year are loaded")
NO_SURVEY_KOREA = _("no survey asks Korea's local governments about it")
SELF_REPORTED = _("mean over the bodies of what each says of itself")
KOREA_CUMULATIVE = _("designated donations are printed only as a sum over several years")
NO_CROWDFUNDING = _("crowdfunding-type receipts of this year are not loaded")
ANSWERS = ("publishes_amount", "publishes_usage", "reports_progress")
NO_FIELD = ("use_unspecified", "use_not_reported_by_field")
FIELDS = (
    "use_community_civic",
    "use_sports_culture",
    "use_health_medical_welfare",
    "use_environment_hygiene",
    "use_education_hr",
    "use_children_childrearing",
    "use_regional_industry",
    "use_tourism_exchange_settlement",
    "use_safety_disaster_prevention",
    "use_disaster_relief_recovery",
    "use_other",
)


def designated_share(ask: Ask) -> Outcome:
    """Return the percent of receipts that came for one named project."""
    if ask.country == Country.KOREA:
        return missing(KOREA_CUMULATIVE)
    amount, part, covered, of = ask.find("amount"), *_crowdfunding(ask)
    if amount is None or not part:
        return missing(NO_CROWDFUNDING)
    value = formulas.percent(sum(d.value for d in part), amount.value)
    width = share_of_rounding(*part, amount) if len(part) == 1 else Fraction(0)
    return Outcome(
        value,
        used=(*part, amount),
        covered=covered,
        of=of,
        resolution=(value or 0) * width,
        parts=_by_field(ask, amount),
    )


def _crowdfunding(ask: Ask) -> tuple[list[Datum], int | None, int | None]:
    """Return the receipts for projects, and how many bodies told theirs out of how many."""
    if not ask.is_nation:
        return list(_within(ask, "cf_amount").values()), None, None
    bodies = ask.data.bodies(ask.country, "cf_amount", ask.year)
    if bodies:
        return list(bodies.values()), len(bodies), BODIES[ask.country]
    printed = ask.find("crowdfunding_amount_printed")
    return [printed] if printed else [], None, None


def _by_field(ask: Ask, amount: Datum) -> tuple[Part, ...]:
    """Return the percent for each field of use that donors could name."""
    shares = []
    for field in FIELDS:
        found = ask.find(field)
        if found is None and ask.place.scope == Scope.AREA:
            inside = _within(ask, field)
            total = sum((d.value for d in inside.values()), Fraction(0))
            value = formulas.percent(total, amount.value) if inside else None
        else:
            value = formulas.percent(found.value, amount.value) if found else None
        if value is not None:
            shares.append(Part(field, value, "percent"))
    if not shares:
        return ()
    named = sum((part.value or Fraction(0) for part in shares), Fraction(0))
    return (Part("field_chosen_share", named, "percent"), *shares)


def project_attainment(ask: Ask) -> Outcome:
    """Return what projects raised in percent of what they asked for, all projects together."""
    chosen = [p for p in _projects(ask) if p.target and p.raised and p.target.value]
    if not chosen:
        return missing(NO_PROJECTS)
    pairs = [(p.raised, p.target) for p in chosen if p.raised and p.target]
    used = tuple(d for pair in pairs for d in pair)
    value = formulas.percent(
        sum(raised.value for raised, _target in pairs), sum(target.value for _r, target in pairs)
    )
    single = [raised.value / target.value * 100 for raised, target in pairs]
    reached = formulas.percent(sum(share >= 100 for share in single), len(single))
    parts = (
        Part("projects", Fraction(len(pairs)), "projects"),
        Part("median_project", Fraction(median(single)), "percent"),
        Part("projects_at_target", reached, "percent"),
    )
    covered = len({p.area for p in chosen}) if ask.is_nation else None
    if ask.country == Country.KOREA and ask.is_nation:
        return missing(
            SOME_PROJECTS, covered=covered, of=BODIES[ask.country], sample=value, used=used
        )
    return Outcome(
        value,
        used=used,
        status="" if ask.place.scope == Scope.BODY else "partial_sample",
        covered=covered,
        notes=(AT_MOST_THREE,) if ask.country == Country.JAPAN else (SOME_PROJECTS,),
        parts=parts,
    )


def _projects(ask: Ask) -> Sequence[Project]:
    return [
        project
        for project in ask.data.projects(ask.country)
        if project.year == ask.year and project.is_designated and _is_in(ask, project.area)
    ]


def transparency_score(ask: Ask) -> Outcome:
    """Return points for publishing amount and use and for reporting progress, 0 to 3."""
    if ask.country == Country.KOREA:
        return missing(NO_SURVEY_KOREA)
    answers = {name: _within(ask, name) for name in ANSWERS}
    whole = [code for code in answers[ANSWERS[0]] if all(code in a for a in answers.values())]
    if not whole:
        return missing(NO_SURVEY)
    used = tuple(answers[name][code] for name in ANSWERS for code in whole)
    points = sum((datum.value for datum in used), Fraction(0))
    if ask.place.scope == Scope.BODY:
        parts = tuple(Part(name, answers[name][whole[0]].value, "points") for name in ANSWERS)
        return Outcome(points, used=used, parts=parts)
    parts = tuple(
        Part(
            name,
            formulas.percent(sum(answers[name][c].value for c in whole), len(whole)),
            "percent",
        )
        for name in ANSWERS
    )
    return Outcome(
        points / len(whole),
        used=used,
        covered=len(whole) if ask.is_nation else None,
        notes=(SELF_REPORTED,),
        parts=parts,
    )


def _within(ask: Ask, metric: str) -> dict[str, Datum]:
    """Return a metric of all bodies that belong to the place."""
    if ask.place.scope == Scope.BODY:
        own = ask.find(metric)
        return {ask.place.code: own} if own else {}
    bodies = ask.data.bodies(ask.country, metric, ask.year)
    return {code: datum for code, datum in sorted(bodies.items()) if _is_in(ask, code)}


def _is_in(ask: Ask, code: str) -> bool:
    """Say whether a body belongs to the place; the first two digits are the upper tier's."""
    if ask.place.scope == Scope.AREA:
        return code[:2] == ask.place.code[:2]
    return ask.is_nation or code == ask.place.code
