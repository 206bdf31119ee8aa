"""Filters of lists that an official keeps under a name; each sees their own alone.

Kept is what narrows the list, never what was searched for: a search may be about a person.
"""

from typing import TypedDict
from urllib.parse import parse_qsl, urlencode

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from kernel.errors import DomainError

MOST = 20
LONGEST_NAME = 40
LONGEST_QUERY = 500
NOT_KEPT = frozenset(
    {"q", "person", "p", "o", "e", "after", "before", "all", "_changelist_filters"}
)


class Saved(TypedDict):
    """One kept filter of the list ``page``."""

    page: str
    name: str
    query: str


class TooManyFilters(DomainError):
    """There is no room for another."""

    code = "too_many_filters"
    status = 409
    title = _("Too many kept filters")
    detail = _("You have kept %(most)s filters. Forget one before you keep another.")


class NoFilter(DomainError):
    """Nothing is narrowed, or there is no name."""

    code = "invalid"
    title = _("There is no filter to keep")
    detail = _("Narrow the list first, and give the filter a short name.")


def kept_part(query: str) -> str:
    """Return what of a list's address narrows it."""
    pairs = parse_qsl(query)
    return urlencode(sorted((name, value) for name, value in pairs if name not in NOT_KEPT))


def filters_of(official: User, page: str) -> list[Saved]:
    """Return what ``official`` has kept for a list, by name."""
    return sorted(
        (each for each in official.saved_filters if each["page"] == page),
        key=lambda each: each["name"],
    )


@transaction.atomic
def keep_filter(page: str, name: str, query: str, *, actor: User) -> None:
    """Keep a filter under ``name``; one of that name is replaced.

    Raises:
        NoFilter: nothing is narrowed, or the name is empty.
        TooManyFilters: there are twenty.
    """
    name, kept = " ".join(name.split())[:LONGEST_NAME], kept_part(query)
    if not name or not kept or len(kept) > LONGEST_QUERY or not page.isidentifier():
        raise NoFilter
    official = User.objects.select_for_update().get(pk=actor.pk)
    others = [
        each for each in official.saved_filters if (each["page"], each["name"]) != (page, name)
    ]
    if len(others) >= MOST:
        raise TooManyFilters(most=MOST)
    official.saved_filters = [*others, Saved(page=page, name=name, query=kept)]
    official.save(update_fields=["saved_filters"])


@transaction.atomic
def forget_filter(page: str, name: str, *, actor: User) -> None:
    """Forget a filter; one that is not there is forgotten already."""
    official = User.objects.select_for_update().get(pk=actor.pk)
    official.saved_filters = [
        each for each in official.saved_filters if (each["page"], each["name"]) != (page, name)
    ]
    official.save(update_fields=["saved_filters"])
