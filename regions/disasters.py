"""Which special-disaster windows a local government has on a day.

A declaration belongs to the government, not to its code: it is found under every code of the
same lineage (a declaration for 46710 in 2025 is found for 12710, too). A government that arose
from a split or a merger of several has not itself been declared and inherits nothing.
"""

from datetime import date

from django.conf import settings

from regions.models import DeclarationScope
from regions.snapshot import snapshot
from regions.windows import Window


def partial_counts() -> bool:
    """Say whether a declaration of some towns only is enough for the higher credit (KR-TAX-19).

    The setting ``SPECIAL_DISASTER_PARTIAL_COUNTS``, by default False. The tax law speaks of the
    local government that is declared, and a town is none. The safe error is the smaller credit:
    a donor can have it corrected within five years (국세기본법 제45조의2), while a credit given
    wrongly is collected again with a surcharge. Seocheon-gun did advertise the higher rate after
    a partial declaration, so an official reading may turn this on.
    """
    return bool(settings.SPECIAL_DISASTER_PARTIAL_COUNTS)


def special_disaster_windows(code: str, on: date) -> list[Window]:
    """Return the windows open for ``code`` on the Seoul day ``on``, oldest first.

    Partial declarations are among them, whatever the setting says; an unknown code has none.
    """
    return [window for window in snapshot().windows(code) if window.covers(on)]


def special_disaster_window(code: str, on: date) -> Window | None:
    """Return the window that gives a donation to ``code`` on ``on`` the higher credit, or None.

    Where several are open, a whole declaration goes before a partial one, then the latest.
    """
    counting = [
        window
        for window in special_disaster_windows(code, on)
        if window.scope == DeclarationScope.WHOLE or partial_counts()
    ]
    return max(
        counting,
        key=lambda window: (window.scope == DeclarationScope.WHOLE, window.declared_on),
        default=None,
    )
