"""Regions are loaded in every test database; a test that loads others starts afresh."""

from collections.abc import Iterator

import pytest

from regions import snapshot


@pytest.fixture(autouse=True)
def _fresh_snapshot() -> Iterator[None]:
    """Keep no test's reference data in this process."""
    snapshot.forget()
    yield
    snapshot.forget()
