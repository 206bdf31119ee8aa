"""Who may receive on a day, where a donor lives, and whom that residence bars.

Both tiers above a residence are barred, its neighbours are not (KR-RES-01 … -03). Everything is
decided by the law of the Seoul day of the donation (KR-LG-09), and anew for each donation
(KR-RES-06). All functions answer from :mod:`regions.snapshot`.

Legal source: 고향사랑 기부금에 관한 법률 제4조제1항; 지방자치법 제2조·제3조.
"""

import re
from datetime import date

from regions import errors
from regions.models import Country, Level, Municipality
from regions.snapshot import Snapshot, snapshot

COUNTS_FOR = {"50110": "50000", "50130": "50000", "36110": "36000"}
"""Jeju's two administrative cities, and Sejong's code in the register of legal districts: none is
a local government of its own (KR-LG-04)."""

DISTRICT = re.compile(r"([0-9]{4})[1-9]")
"""A district of a large city has the city's code but for the last digit."""


def recipient_in_force(code: str, on: date) -> Municipality:
    """Return the local government that may receive under ``code`` on the Seoul day ``on``.

    Raises:
        RecipientNotInForce: it is unknown, has ended (facts name the successors), does not yet
            exist, or is a district or city without self-government.
    """
    known = snapshot()
    found = _korean(known, code)
    if found is None:
        above = _above(known, code)
        if above is not None:
            in_force = [above.code] if above.is_in_force(on) else []
            instead = in_force or known.successors_in_force(above.code, on)
            raise errors.RecipientIsAdministrative(code, on, instead)
        raise errors.RecipientUnknown(code, on)
    if found.is_in_force(on):
        return found
    if found.valid_to is not None and found.valid_to < on:
        raise errors.RecipientEnded(code, on, known.successors_in_force(code, on))
    raise errors.RecipientNotYet(code, on)


def resolve_residence(code: str, on: date) -> Municipality:
    """Return the local government that a registered address under ``code`` counts for.

    That is the basic government; in Sejong and Jeju, which have none, the upper one. A district
    of a large city (일반구) and Jeju's administrative cities count for what is above them.

    Raises:
        ResidenceNotInForce: the code is unknown, not in force on ``on`` (facts name the
            successors), or a whole province, which leaves the basic government open.
    """
    known = snapshot()
    found = _korean(known, code) or _above(known, code)
    if found is None:
        raise errors.ResidenceUnknown(code, on)
    if not found.is_in_force(on):
        if found.valid_to is not None and found.valid_to < on:
            raise errors.ResidenceEnded(code, on, known.successors_in_force(found.code, on))
        raise errors.ResidenceNotYet(code, on)
    if found.level == Level.METROPOLITAN and not is_single_tier(found, on):
        raise errors.ResidenceTooWide(code, on)
    return found


def barred_codes(residence: Municipality, on: date) -> set[str]:
    """Return the codes that a resident of ``residence`` may not give to on the day ``on``.

    ``residence`` is what :func:`resolve_residence` returned for the same day.
    """
    above = snapshot().parent_on(residence.code, on)
    return {residence.code} if above is None else {residence.code, above.code}


def is_single_tier(upper: Municipality, on: date) -> bool:
    """Say whether an upper government has no basic ones below it: Sejong and Jeju (KR-LG-04)."""
    known = snapshot()
    return upper.level == Level.METROPOLITAN and not any(
        parent == upper.code and period.covers(on)
        for links in known.parents.values()
        for period, parent in links
    )


def _korean(known: Snapshot, code: str) -> Municipality | None:
    found = known.municipalities.get(code)
    return found if found is not None and found.country == Country.KR else None


def _above(known: Snapshot, code: str) -> Municipality | None:
    """Return the government over a district or city without self-government, if it is one."""
    if code in COUNTS_FOR:
        return _korean(known, COUNTS_FOR[code])
    district = DISTRICT.fullmatch(code)
    city = _korean(known, district[1] + "0") if district else None
    return city if city is not None and city.kind == "시" else None
