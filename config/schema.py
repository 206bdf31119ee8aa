"""What the OpenAPI file says of every call alike: how it fails."""

from typing import Any

PROBLEM: dict[str, Any] = {
    "type": "object",
    "description": "RFC 9457 problem details; a refusal of law adds its legal basis and facts.",
    "required": [
        "type",
        "title",
        "status",
        "detail",
        "code",
        "detail_ko",
        "detail_en",
        "trace_id",
    ],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string", "description": "in the language asked for"},
        "code": {"type": "string", "description": "stable, for programs"},
        "detail_ko": {"type": "string"},
        "detail_en": {"type": "string"},
        "trace_id": {"type": "string"},
        "legal_basis": {"type": "string"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["pointer", "detail"],
                "properties": {
                    "pointer": {"type": "string", "description": "JSON pointer of the field"},
                    "detail": {"type": "string"},
                    "detail_ko": {"type": "string"},
                    "detail_en": {"type": "string"},
                },
            },
        },
    },
}


def document_problems(result: dict[str, Any], **_kwargs: Any) -> dict[str, Any]:
    """Add to every operation that any other answer is a problem document."""
    schemas = result.setdefault("components", {}).setdefault("schemas", {})
    schemas["Problem"] = PROBLEM
    answer = {
        "description": "A problem: see “code”.",
        "content": {
            "application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}
        },
    }
    for operations in result["paths"].values():
        for operation in operations.values():
            operation["responses"].setdefault("default", answer)
    return result
