"""What a project looks like from outside."""

from rest_framework import serializers

from projects.models import FundProject, ProjectResult, ProjectSite


class RecipientSerializer(serializers.Serializer[object]):
    """A local government, in short."""

    code = serializers.CharField()
    name_ko = serializers.CharField()
    name_en = serializers.CharField()


class SiteSerializer(serializers.ModelSerializer[ProjectSite]):
    """One place."""

    class Meta:
        model = ProjectSite
        fields = ["place", "status", "opened_on", "operator"]


class ResultSerializer(serializers.ModelSerializer[ProjectResult]):
    """One measured outcome."""

    class Meta:
        model = ProjectResult
        fields = ["metric_ko", "metric_en", "value", "unit", "as_of", "source_url"]


class ProjectSerializer(serializers.ModelSerializer[FundProject]):
    """A fund project; money is whole won, ``target_krw`` null where there is no target."""

    recipient = RecipientSerializer()
    sites = SiteSerializer(many=True)
    results = ResultSerializer(many=True)

    class Meta:
        model = FundProject
        fields = [
            "id",
            "recipient",
            "name_ko",
            "name_en",
            "purpose",
            "purpose_code",
            "kind",
            "status",
            "season",
            "sites",
            "target_krw",
            "raised_krw",
            "spent_krw",
            "donor_count",
            "opens_on",
            "closes_on",
            "results",
            "is_demo",
        ]
