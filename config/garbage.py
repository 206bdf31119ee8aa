"""How often a process looks for rings of objects that nobody needs."""

import gc

EVERY = (2_000, 10, 20)
"""New objects before the young are looked through, how often that before the middle-aged, and how
often those before all. Python's own (700, 10, 10) walks over everything every 2,500 rows of a
batch, a tenth of the time; a thousand rows alive at once are no rubbish."""


def settle() -> None:
    """Take what is loaded now for lasting, and look through the rest less often."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*EVERY)
