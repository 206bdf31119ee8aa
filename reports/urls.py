from django.urls import path, register_converter

from reports.models import Country
from reports.unsubscribe_view import unsubscribe_page
from reports.views import books, examples, explore, indicators, places, reports, trace, what_if


class CountryConverter:
    """The code of one of the two countries."""

    regex = "|".join(Country.values)

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return str(value)


class FileConverter(CountryConverter):
    """The name of a data file."""

    regex = r"[a-z0-9_.-]+\.csv"


class CodeConverter(CountryConverter):
    """The code of a local government."""

    regex = r"\d{5,6}"


register_converter(CountryConverter, "country")
register_converter(FileConverter, "file")
register_converter(CodeConverter, "code")

urlpatterns = [
    path("projects/examples/", examples.examples, name="project-examples"),
    path("reports/", reports.reports, name="reports"),
    path("reports/what-if/", what_if.what_if, name="what-if"),
    path("reports/explore/", explore.explore, name="explore"),
    path("reports/indicators/", indicators.definitions, name="definitions"),
    path("reports/indicators/<slug:indicator>/", indicators.definition, name="definition"),
    path("reports/places/", places.places, name="places"),
    path("reports/places/<code:code>/", places.place, name="place"),
    path(
        "reports/values/<country:country>/<slug:indicator>/<int:year>/", trace.value, name="value"
    ),
    path(
        "reports/values/<country:country>/<slug:indicator>/<int:year>/<code:region>/",
        trace.value,
        name="value-of-place",
    ),
    path("reports/books/<int:year>/", books.books, name="books"),
    path("reports/books/<int:year>/<code:code>/", books.fund, name="books-of-fund"),
    path("reports/data/", trace.data, name="data"),
    path("reports/data/<file:name>/", trace.data_file, name="data-file"),
    path("reports/data/<file:name>/<int:number>/", trace.data_row, name="data-row"),
    path("reports/unsubscribe/<str:token>/", unsubscribe_page, name="report-unsubscribe"),
    path("reports/<slug:slug>/", reports.report, name="report"),
]
