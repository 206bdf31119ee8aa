"""A refusal as programs read it: the document of RFC 9457, in both languages."""

from typing import Any

from django.utils import translation

from kernel.errors import DomainError
from kernel.validation import Invalid

TYPE_BASE = "urn:hometown:problem:"


def problem_document(refusal: DomainError, trace_id: str) -> dict[str, Any]:
    """Return ``refusal`` as ``application/problem+json``; its facts stand beside the rest."""
    document: dict[str, Any] = {
        "type": TYPE_BASE + refusal.code,
        "title": str(refusal.title),
        "status": refusal.status,
        "detail": refusal.detail_in(translation.get_language() or "en"),
        **short_problem(refusal),
        "trace_id": trace_id,
    }
    if isinstance(refusal, Invalid):
        korean = (translation.get_language() or "ko").startswith("ko")
        document["errors"] = [
            {**error, "detail": error["detail_ko" if korean else "detail_en"]}
            for error in refusal.errors
        ]
    if not refusal.legal_basis:
        del document["legal_basis"]
    return document


def short_problem(refusal: DomainError) -> dict[str, Any]:
    """Return code, details and legal basis of one refusal among several, with its facts."""
    return {
        **refusal.facts,
        "code": refusal.code,
        "detail_ko": refusal.detail_in("ko"),
        "detail_en": refusal.detail_in("en"),
        "legal_basis": refusal.legal_basis,
    }
