import pytest

from accounts.models import Portal
from tests.people import make_portal


@pytest.fixture
def portal(db: None) -> Portal:
    return make_portal("위기브")


@pytest.fixture
def other_portal(db: None) -> Portal:
    return make_portal("은행 창구")
