"""A local government's officials and what its counter is told."""

import pytest

from accounts.models import User
from desk.bulk.models import BulkSource
from tests.admin.conftest import clerk, client, give, login, manager, other_manager
from tests.desk.files import source_of

__all__ = ["clerk", "client", "give", "login", "manager", "other_manager"]


@pytest.fixture
def source(own_database: str, manager: User) -> BulkSource:
    """Return a bank whose files the local government takes in."""
    return source_of(manager)
