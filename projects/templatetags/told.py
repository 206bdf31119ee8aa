"""A row's texts in the reader's language: Korean for Korean, English for all others.

Where English is missing the Korean text stands, marked as Korean for whoever reads it out.
"""

from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.translation import get_language

register = template.Library()


@register.simple_tag
def told(row: Any, name: str) -> str:
    """Return the text ``name`` of ``row``, marked where its language is not the page's."""
    language, text = _chosen(row, name)
    if language == _page():
        return text
    return format_html('<span lang="{}">{}</span>', language, text)


@register.simple_tag
def told_plainly(row: Any, name: str) -> str:
    """Return the same without a mark, for titles and attributes."""
    return _chosen(row, name)[1]


def _page() -> str:
    return (get_language() or "ko")[:2]


def _chosen(row: Any, name: str) -> tuple[str, str]:
    english = getattr(row, f"{name}_en", "")
    if english and _page() != "ko":
        return "en", english
    return "ko", str(getattr(row, f"{name}_ko", "") or getattr(row, name, ""))
