"""A finished report and the loaded figures."""

from pathlib import Path

import pytest

from reports import runs
from reports.indicators.loaded import Loaded, data_version, statistics_of
from reports.models import ReportRun


@pytest.fixture
def figures(db: None) -> Loaded:
    return statistics_of(data_version())


@pytest.fixture
def documents_folder(settings, tmp_path: Path) -> Path:
    folder = tmp_path / "documents"
    settings.MEDIA_ROOT = folder
    return folder


@pytest.fixture
def report(db: None, documents_folder: Path) -> ReportRun:
    """The finished report of 2025, its documents not made yet."""
    run = runs.request_run(2025)
    runs.claim(run.pk, "test")
    runs.fill(run.pk)
    run.refresh_from_db()
    return run
