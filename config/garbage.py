"""How often a process looks for rings of objects that nobody needs, and gives memory back."""

import ctypes
import gc
from typing import Any

EVERY = (2_000, 10, 20)
"""New objects before the young are looked through, how often that before the middle-aged, and how
often those before all. Python's own (700, 10, 10) walks over everything every 2,500 rows of a
batch, a tenth of the time; a thousand rows alive at once are no rubbish."""

OLDEST = 2

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
