"""A local government's officials and what its counter is told."""

from tests.admin.conftest import clerk, client, give, login, manager, other_manager

__all__ = ["clerk", "client", "give", "login", "manager", "other_manager"]
