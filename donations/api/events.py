"""The feed: what became of a portal's donations, to follow with a cursor."""

from typing import Any, ClassVar, cast

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.models import Portal
from audit.models import AuditEvent
from donations.feed import KINDS, NotACursor, Place, cursor_of, events_after, place_of
from kernel.validation import invalid_at, validated

MOST_EVENTS = 200
LONGEST_CURSOR = 60

ABOVE = ("donation_id", "portal_reference", "changes")
"""Facts that stand beside the others, as every event has them, or are for the audit trail alone."""


class FeedSerializer(serializers.Serializer[dict[str, Any]]):
    """Where to go on, and how far."""

    after = serializers.CharField(
        required=False,
        allow_blank=True,
        max_length=LONGEST_CURSOR,
        help_text=_("“next” of the page before; leave it out to start at the first event"),
    )
    limit = serializers.IntegerField(
        required=False, default=50, min_value=1, help_text=_("1 to 200; more are cut to 200")
    )


class EventAnswer(serializers.Serializer[Any]):
    """One thing that happened to a donation."""

    id = serializers.IntegerField()
    kind = serializers.ChoiceField([(kind, kind) for kind in KINDS])
    happened_at = serializers.DateTimeField()
    donation_id = serializers.SerializerMethodField()
    portal_reference = serializers.SerializerMethodField(
        help_text=_("the reference under which the donation was reported")
    )
    facts = serializers.SerializerMethodField()

    def get_donation_id(self, event: AuditEvent) -> str:
        """Return the donation's id."""
        return str(event.facts.get("donation_id") or event.subject.partition(":")[2])

    def get_portal_reference(self, event: AuditEvent) -> str:
        """Return the portal's own name for the donation."""
        return str(event.facts["portal_reference"])

    def get_facts(self, event: AuditEvent) -> dict[str, Any]:
        """Return the rest; nothing in it tells who the donor is."""
        return {name: value for name, value in event.facts.items() if name not in ABOVE}


class FeedAnswer(serializers.Serializer[object]):
    """A page of the feed."""

    results = EventAnswer(many=True)
    next = serializers.CharField(
        allow_null=True,
        help_text=_("pass it as “after”; null if nothing new: ask again later with the same one"),
    )


class EventsView(APIView):
    """What happened to the donations of this portal."""

    required_scopes: ClassVar = {"GET": "donations:read"}

    @extend_schema(parameters=[FeedSerializer], responses=FeedAnswer)
    def get(self, request: Request) -> Response:
        """Follow what happens to this portal's donations, oldest first; no event is ever missed.

        Keep the last “next” that was not null. An event can be told twice only if an old cursor
        is used again.
        """
        asked = validated(FeedSerializer, request.query_params.dict())
        place = _place(asked.get("after", ""))
        limit = min(asked["limit"], MOST_EVENTS)
        events = events_after(place, cast("Portal", request.user), limit)
        return Response(
            {
                "results": EventAnswer(events, many=True).data,
                "next": cursor_of(events[-1]) if events else None,
            }
        )


def _place(after: str) -> Place | None:
    if not after:
        return None
    try:
        return place_of(after)
    except NotACursor as problem:
        raise invalid_at("/after", _("Use the cursor of “next” as it is.")) from problem
