"""What the pages of the officials' site ask about who is looking."""

from typing import Any

from django import template

from accounts.saved_filters import filters_of, kept_part

register = template.Library()


@register.simple_tag(takes_context=True)
def saved_filters(context: dict[str, Any]) -> dict[str, Any]:
    """Return the filters that the official has kept for this list, and the one that is on."""
    request = context["request"]
    name = request.resolver_match.url_name
    return {
        "page": name,
        "mine": filters_of(request.user, name),
        "query": kept_part(request.GET.urlencode()),
    }
