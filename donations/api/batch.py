"""A batch as it comes in and as it goes out."""

from typing import Any

from rest_framework import serializers

from donations.api.serializers import DonationSerializer

MOST_ROWS = 1000


class RowsField(serializers.ListField):
    """A list of anything: the parser has seen that it is JSON."""

    child = serializers.JSONField(allow_null=True)

    def run_child_validation(self, data: list[Any]) -> list[Any]:
        """Return the list itself."""
        return data


class BatchSerializer(serializers.Serializer[dict[str, Any]]):
    """One to a thousand donations; each row is read on its own, so one fault spoils one row."""

    donations = RowsField(min_length=1, max_length=MOST_ROWS)


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
