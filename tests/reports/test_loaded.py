"""What a process keeps of the published figures between two answers."""

import pytest

from reports.indicators import loaded
from reports.indicators.loaded import data_version, statistics_of
from reports.indicators.statistics import Place
from reports.models import Country

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _anew():
    loaded._loaded.cache_clear()
    yield
    loaded._loaded.cache_clear()


def test_the_next_answer_finds_what_the_last_one_read(django_assert_num_queries):
    version = data_version()
    read = statistics_of(version).bodies(Country.JAPAN, "amount", 2024)

    with django_assert_num_queries(0):
        again = statistics_of(version).bodies(Country.JAPAN, "amount", 2024)

    assert len(read) > 1_700
    assert again is read


def test_after_an_answer_that_read_a_great_deal_the_next_begins_anew(monkeypatch):
    monkeypatch.setattr(loaded, "MOST_KEPT", 5_000)
    version = data_version()
    answer = statistics_of(version)
    for year in (2022, 2023, 2024):
        answer.bodies(Country.JAPAN, "amount", year)
        answer.population(Place(Country.JAPAN), year)

    another = statistics_of(version)

    assert answer.size() > 5_000
    assert another.size() == 0
    assert another.bodies(Country.JAPAN, "amount", 2023) == answer.bodies(
        Country.JAPAN, "amount", 2023
    )


def test_a_text_that_recurs_is_in_memory_once():
    data = statistics_of(data_version()).bodies(Country.JAPAN, "amount", 2024).values()

    for texts in (
        [datum.unit for datum in data],
        [datum.status for datum in data],
        [datum.metric for datum in data],
        [datum.reference.file for datum in data],
        [datum.reference.published_on for datum in data],
    ):
        assert len({id(text) for text in texts}) == len(set(texts))
