"""Every won of a pot is spent once, the oldest first."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from projects.first_in_first_out import Outflow, Part, parts


def told(start, amount, *paid):
    outflows = [Outflow(number, krw) for number, krw in enumerate(paid)]
    return [tuple(part) for part in parts(start, amount, outflows)]


def test_the_oldest_gift_pays_first():
    assert told(0, 100, 60) == [(0, 0, 60)]
    assert told(100, 100, 60) == []


def test_a_gift_goes_into_as_many_payments_as_it_reaches():
    assert told(50, 100, 60, 30, 100) == [(0, 50, 10), (1, 0, 30), (2, 0, 60)]


def test_nothing_is_spent_of_an_empty_pot():
    assert told(0, 100) == []


krw = st.integers(1, 10**9)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(krw, min_size=1, max_size=12), st.lists(krw, max_size=12))
def test_parts_add_up_to_gifts_and_to_payments(gifts, paid):
    outflows = [Outflow(number, amount) for number, amount in enumerate(paid)]
    found: list[list[Part]] = []
    start = 0
    for gift in gifts:
        found.append(list(parts(start, gift, outflows)))
        start += gift

    spent = min(sum(gifts), sum(paid))
    assert sum(part.amount_krw for each in found for part in each) == spent
    for gift, each in zip(gifts, found, strict=True):
        assert sum(part.amount_krw for part in each) <= gift
    left = spent
    for number, amount in enumerate(paid):
        of_it = sorted(part for each in found for part in each if part.key == number)
        assert sum(part.amount_krw for part in of_it) == min(amount, left)
        at = 0
        for part in of_it:
            assert part.offset_krw == at
            at += part.amount_krw
        left -= min(amount, left)
