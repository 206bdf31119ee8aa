"""Fund projects that Korean local governments really had, as published, apart from live ones."""

from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.views.decorators.http import require_safe

from projects.models import Purpose
from regions.models import Municipality
from reports.indicators.loaded import data_version
from reports.models import Country, PublishedProject
from reports.views.answering import language_of, page, tag_of, unchanged


@require_safe
def examples(request: HttpRequest) -> HttpResponse:
    """List the published projects by purpose, each with the source that tells of it."""
    language = language_of(request)
    asked = request.GET.get("purpose", "")
    purpose = asked if asked in Purpose.values else ""
    tag = tag_of("examples", language, data_version(), purpose)
    if same := unchanged(request, tag):
        return same
    rows = PublishedProject.objects.filter(country=Country.KOREA).order_by("purpose", "row")
    if purpose:
        rows = rows.filter(purpose=purpose)
    found = list(rows)
    places = Municipality.objects.in_bulk({row.area for row in found})
    with translation.override(language):
        labels = dict(Purpose.choices)
        groups = [
            (code, labels[code], [(row, places[row.area]) for row in found if row.purpose == code])
            for code in labels
            if not purpose or code == purpose
        ]
    context = {
        "groups": groups,
        "number": len(found),
        "purposes": Purpose.choices,
        "purpose": purpose,
    }
    return page(request, "reports/examples.html", context, tag)
