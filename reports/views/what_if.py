"""The page of the model: change the rules and see. All of it is in the address, to be shared."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.views.decorators.http import require_safe

from kernel.errors import DomainError
from kernel.validation import Invalid
from reports.conversion import rates_by_year
from reports.documents import what_if_words
from reports.indicators.loaded import data_version, statistics_of
from reports.models import Country
from reports.views.answering import language_of, page, tag_of, unchanged
from reports.what_if.answer import as_json
from reports.what_if.inputs import BEHAVIOUR, RULES, Input
from reports.what_if.scenario import scenario


@require_safe
def what_if(request: HttpRequest) -> HttpResponse:
    """Show the form, and the year under the rules asked for."""
    language, version = language_of(request), data_version()
    tag = tag_of("what-if", language, version, request.META["QUERY_STRING"])
    if same := unchanged(request, tag):
        return same
    texts = {name: request.GET.get(name, "") for name in request.GET}
    context: dict[str, Any] = {"countries": Country, "asked": texts}
    status = 200
    with translation.override(language):
        try:
            found = scenario(statistics_of(version), texts, rates_by_year())
        except DomainError as refusal:
            status = refusal.status
            context |= _faults(refusal, language)
        else:
            answer = as_json(found)
            context |= {
                "found": found,
                "lines": what_if_words.lines(answer),
                "rules": what_if_words.rules_table(answer),
                "groups": what_if_words.groups_table(answer),
                "assumed": answer["assumptions"],
                "sources": answer["sources"],
            }
        shown = context.get("found") and as_json(context["found"])
        context["rule_fields"] = _fields(RULES, texts, shown and shown["rules_after"])
        context["behaviour_fields"] = _fields(BEHAVIOUR, texts, shown and shown["assumptions"])
    return page(request, "reports/what_if.html", context, tag, status)


def _faults(refusal: DomainError, language: str) -> dict[str, Any]:
    spoken = "ko" if language == "ko" else "en"
    if isinstance(refusal, Invalid):
        return {
            "faults": {fault["pointer"][1:]: fault[f"detail_{spoken}"] for fault in refusal.errors},
            "refusal": str(refusal.title),
        }
    return {"refusal": refusal.detail_in(language)}


def _fields(
    inputs: tuple[Input, ...], texts: dict[str, str], used: dict[str, Any] | None
) -> list[tuple[Input, str, str]]:
    """Return each input with what was asked for it and what was used where nothing was."""
    return [
        (each, texts.get(each.name, ""), "" if not used else _spelled(used.get(each.name)))
        for each in inputs
        if not used or each.name in used
    ]


def _spelled(value: Any) -> str:
    return value if isinstance(value, str) else "" if value is None else f"{value:,}"
