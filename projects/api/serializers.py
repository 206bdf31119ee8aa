"""What a project looks like from outside."""

from rest_framework import serializers

from projects.models import FundingLine, FundProject, ProjectResult, ProjectSite, TargetChange


class RecipientSerializer(serializers.Serializer[object]):
    """A local government, in short."""

    code = serializers.CharField()
    name_ko = serializers.CharField()
    name_en = serializers.CharField()


class SiteSerializer(serializers.ModelSerializer[ProjectSite]):
    """One place."""

    class Meta:
        model = ProjectSite
        fields = [
            "place",
            "place_en",
            "status",
            "opened_on",
            "equipment",
            "equipment_en",
            "operator",
            "operator_en",
        ]


class ResultSerializer(serializers.ModelSerializer[ProjectResult]):
    """One measured outcome."""

    class Meta:
        model = ProjectResult
        fields = ["metric_ko", "metric_en", "value", "unit", "unit_en", "as_of", "source_url"]


class FundingSerializer(serializers.ModelSerializer[FundingLine]):
    """One planned part of the cost; only ``designated`` and ``general_money`` are the fund's."""

    payer_code = serializers.CharField(source="payer_id", allow_null=True)

    class Meta:
        model = FundingLine
        fields = ["source", "payer_code", "planned_krw", "note"]


class TargetChangeSerializer(serializers.ModelSerializer[TargetChange]):
    """A target as it was and as it became (KR-PRJ-07)."""

    class Meta:
        model = TargetChange
        fields = ["before_krw", "after_krw", "reason", "changed_at"]


class ProjectSerializer(serializers.ModelSerializer[FundProject]):
    """A fund project; money is whole won, ``target_krw`` null where there is no target."""

    recipient = RecipientSerializer()
    sites = SiteSerializer(many=True)
    results = ResultSerializer(many=True)
    funding = FundingSerializer(many=True, source="funding_lines")
    target_history = TargetChangeSerializer(many=True, source="target_changes")

    class Meta:
        model = FundProject
        fields = [
            "id",
            "recipient",
            "name_ko",
            "name_en",
            "purpose",
            "purpose_en",
            "purpose_code",
            "kind",
            "status",
            "season",
            "sites",
            "target_krw",
            "target_history",
            "funding",
            "raised_krw",
            "spent_krw",
            "donor_count",
            "opens_on",
            "closes_on",
            "results",
            "is_demo",
        ]
