"""How often a process looks for rings of objects that nobody needs, and gives memory back."""

import ctypes
import gc
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock
from typing import Any

EVERY = (2_000, 10, 20)
"""New objects before the young are looked through, how often that before the middle-aged, and how
often those before all. Python's own (700, 10, 10) walks over everything every 2,500 rows of a
batch, a tenth of the time."""

YOUNG, OLDEST = 0, 2

_give_back: Any = getattr(ctypes.CDLL(None), "malloc_trim", None)
"""Of the GNU C library, which otherwise keeps what was freed between two blocks in use."""


def settle() -> None:
    """Take what is loaded now for lasting, and look through the rest less often."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*EVERY)
    if _give_back and _trim not in gc.callbacks:
        gc.callbacks.append(_trim)


def _trim(phase: str, info: dict[str, int]) -> None:
    """Have the C library give free pages back once all objects were looked through."""
    if phase == "stop" and info["generation"] == OLDEST:
        _give_back(0)


_blocks, _counting = 0, Lock()


@contextmanager
def not_looked_for() -> Iterator[None]:
    """Look for no garbage while a block makes many objects that it needs to its end.

    A thousand rows of a batch would be walked over sixteen times, a tenth of the time that Python
    takes for them, and then be taken for old. Of blocks that overlap, each that ends while others
    run has the young looked through.
    """
    global _blocks  # noqa: PLW0603 - of the whole process, as what it counts for
    with _counting:
        _blocks += 1
        gc.disable()
    try:
        yield
    finally:
        with _counting:
            _blocks -= 1
            is_last = not _blocks
            if is_last:
                gc.enable()
        if not is_last:
            gc.collect(YOUNG)
