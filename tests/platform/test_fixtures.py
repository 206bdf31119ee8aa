"""What the fixtures of this test suite promise."""

import pytest
from django.core.cache import cache
from django.db import IntegrityError, connection, transaction
from oauth2_provider.models import get_application_model

from accounts import scope
from tests.races import race

Portal = get_application_model()


@pytest.fixture
def portal(db):
    return Portal.objects.create(name="one", client_id="the-same", client_type="confidential")


@pytest.mark.parametrize("turn", [1, 2])
@pytest.mark.django_db
def test_rolled_back(turn, portal):
    assert Portal.objects.count() == 1


@pytest.mark.django_db
def test_sees_everything_by_default():
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('hometown.scope', true)")
        assert cursor.fetchone() == (scope.SYSTEM,)


@pytest.mark.parametrize("turn", [1, 2])
def test_an_own_database_has_real_commits_and_is_fresh(turn, portal, own_database):
    def make(number):
        return Portal.objects.create(name=str(number), client_id="raced", client_type="public").pk

    outcomes = race(make, runners=6)

    assert sum(isinstance(outcome, IntegrityError) for outcome in outcomes) == 5
    assert sorted(Portal.objects.values_list("client_id", flat=True)) == ["raced", "the-same"]
    with transaction.atomic(durable=True):
        Portal.objects.all().delete()


@pytest.mark.parametrize("turn", [1, 2])
def test_the_cache_is_empty_at_the_start(turn):
    assert cache.get("left") is None
    cache.set("left", 1)
