"""How a public page of reports is answered: its language, its entity tag, and 304 if known."""

import hashlib
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.cache import get_conditional_response, patch_cache_control, patch_vary_headers
from django.utils.translation import get_language

from reports.code_fingerprint import code_fingerprint
from reports.documents import store
from reports.documents.report import LANGUAGES


def language_of(request: HttpRequest) -> str:
    """Return the language asked for by ``?lang=``, or the visitor's."""
    asked = request.GET.get("lang", "")
    if asked in LANGUAGES:
        return asked
    current = (get_language() or store.DEFAULT_LANGUAGE)[:2]
    return current if current in LANGUAGES else store.DEFAULT_LANGUAGE


def tag_of(*parts: str) -> str:
    """Return the entity tag of a page that depends on ``parts`` and on the code alone."""
    spelled = "|".join([code_fingerprint(), *parts])
    return f'"{hashlib.sha256(spelled.encode()).hexdigest()}"'


def unchanged(request: HttpRequest, tag: str) -> HttpResponse | None:
    """Answer 304 to a visitor who has this page already; never to one who is logged in."""
    if request.COOKIES:
        return None
    return get_conditional_response(request, etag=tag)


def page(
    request: HttpRequest, template: str, context: dict[str, Any], tag: str, status: int = 200
) -> HttpResponse:
    """Return the page; the visitor's own browser asks again cheaply, for a form's token is in it.

    A page that shows a fault carries no tag.
    """
    language = language_of(request)
    with translation.override(language):
        here = {"language": language, "languages": LANGUAGES, **context}
        response = render(request, template, here, status=status)
    if status == 200:
        response["ETag"] = tag
    patch_cache_control(response, private=True, no_cache=True)
    patch_vary_headers(response, ("Accept-Language", "Cookie"))
    return response
