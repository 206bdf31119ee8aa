"""A batch as it comes in and as it goes out."""

from typing import Any

from rest_framework import serializers

from donations.api.serializers import DonationSerializer

MOST_ROWS = 1000


class RowField(serializers.JSONField):
    """Anything: the parser has seen that it is JSON, so it is not written out to try."""

    def to_internal_value(self, data: Any) -> Any:
        """Return what stands there."""
        return data


class BatchSerializer(serializers.Serializer[dict[str, Any]]):
    """One to a thousand donations; each row is read on its own, so one fault spoils one row."""

    donations = serializers.ListField(
        child=RowField(allow_null=True), min_length=1, max_length=MOST_ROWS
    )


class OutcomeAnswer(serializers.Serializer[object]):
    """What became of one row: ``donation`` if it was accepted, ``problem`` if not."""

    index = serializers.IntegerField()
    status = serializers.ChoiceField(["accepted", "refused"])
    donation = DonationSerializer(required=False)
    problem = serializers.DictField(required=False)


class BatchAnswer(serializers.Serializer[object]):
    """What became of the batch."""

    accepted = serializers.IntegerField()
    refused = serializers.IntegerField()
    results = OutcomeAnswer(many=True)
