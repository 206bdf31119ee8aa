"""Rings of objects are looked for again after a block in which they are not, whoever else works."""

import gc
from threading import Event, Thread
from weakref import ref

import pytest

from kernel.garbage import not_looked_for


class Ring:
    """Holds itself, so only a search finds that nobody needs it."""

    def __init__(self) -> None:
        self.itself = self


def test_nothing_is_looked_for_in_a_block_and_everything_after_it() -> None:
    with not_looked_for():
        assert not gc.isenabled()
        with not_looked_for():
            pass
        assert not gc.isenabled()
    assert gc.isenabled()


def test_a_block_that_fails_has_garbage_looked_for_again() -> None:
    with pytest.raises(ValueError, match="of the block"), not_looked_for():
        raise ValueError("of the block")

    assert gc.isenabled()


def test_what_a_block_leaves_behind_goes_though_others_overlap_it_without_end() -> None:
    begun, ended = Event(), Event()

    def another() -> None:
        with not_looked_for():
            begun.set()
            ended.wait(10)

    other = Thread(target=another)
    other.start()
    try:
        assert begun.wait(10)
        with not_looked_for():
            left_behind = ref(Ring())
            assert left_behind() is not None
        assert not gc.isenabled(), "the other block still runs"
        assert left_behind() is None
    finally:
        ended.set()
        other.join()
    assert gc.isenabled()
