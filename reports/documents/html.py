"""The report as one HTML file that needs nothing else: styles and charts are inside."""

from base64 import b64encode
from pathlib import Path

from django.template.loader import render_to_string
from django.utils import translation

from reports.documents.charts import Chart
from reports.documents.report import Report

STYLES = Path(__file__).resolve().parent.parent / "static" / "reports" / "report.css"


def html_document(report: Report, charts: list[Chart]) -> bytes:
    """Return the report as a page of its own."""
    with translation.override(report.language):
        text = render_to_string(
            "reports/standalone.html",
            {
                "report": report,
                "base": report.base,
                "charts": pictures(charts),
                "styles": STYLES.read_text("utf-8"),
            },
        )
    return text.encode()


def pictures(charts: list[Chart]) -> list[tuple[Chart, str]]:
    """Return each chart with its picture as a data address."""
    return [(chart, data_address(chart.svg)) for chart in charts]


def data_address(svg: str) -> str:
    """Return a picture as an address that holds it."""
    return "data:image/svg+xml;base64," + b64encode(svg.encode()).decode()
