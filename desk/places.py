"""Find the local government of an address as an official types it: by its name or by its code."""

import re
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from kernel.errors import DomainError
from regions.models import Country, Level, Municipality
from regions.residence import is_single_tier
from regions.snapshot import snapshot

CODE = re.compile(r"(?<!\d)\d{5}(?!\d)", re.ASCII)
TIERS = "시군구"


class PlaceUnknown(DomainError):
    """No local government in force has that name.

    What was written is not said again: of a bank's file it may be the cell of another column,
    and what stands against a row is kept in clear.
    """

    code = "place_unknown"
    title = _("No such place")
    detail = _("No city, county or district is called so on %(day)s. Write its code.")


class PlaceAmbiguous(DomainError):
    """Several local governments have that name."""

    code = "place_ambiguous"
    title = _("Several places have this name")
    detail = _("“%(text)s” may be: %(names)s. Choose one of the list, or write its code.")


def homes(on: date) -> list[Municipality]:
    """Return the local governments that an address of the day ``on`` may count for, by code."""
    found = [
        place
        for place in snapshot().municipalities.values()
        if place.country == Country.KR
        and place.is_in_force(on)
        and (place.level == Level.BASIC or is_single_tier(place, on))
    ]
    return sorted(found, key=lambda place: place.code)


def code_of(text: str, on: date) -> str:
    """Return the code in ``text``, or that of the one place so named; whole or without its tier.

    A name that the place had before counts too, if nothing else is called so now. A code is taken
    as it stands; whether it is in force is intake's to judge.

    Raises:
        PlaceUnknown: nothing is called so on the day ``on``.
        PlaceAmbiguous: more than one place is.
    """
    if written := CODE.search(text):
        return written[0]
    wanted = "".join(text.split())
    now = homes(on)
    named = (
        [place for place in now if wanted and wanted in _names(place, on)]
        or [place for place in now if wanted and wanted in _short_names(place, on)]
        or [place for place in now if wanted and wanted in _former_names(place, on)]
    )
    if not named:
        raise PlaceUnknown(day=date_format(on))
    if len(named) > 1:
        names = ", ".join(f"{place.short_ko} {place.code}" for place in named)
        raise PlaceAmbiguous(text=text[:40], names=names)
    return named[0].code


def _names(place: Municipality, on: date) -> set[str]:
    above = snapshot().parent_on(place.code, on)
    spoken = {place.name_ko, place.short_ko, place.name_en}
    if above is not None:
        spoken.add(above.name_ko + place.name_ko)
    return {"".join(name.split()) for name in spoken if name}


def _short_names(place: Municipality, on: date) -> set[str]:
    """Return what a place is called without 시, 군 or 구: 곡성, 서울종로.

    Left out is what an upper tier is or was called: 광주 is not only 경기 광주시.
    """
    short = {name[:-1] for name in _names(place, on) if len(name) > 2 and name[-1] in TIERS}
    return short - {
        upper.short_ko
        for upper in snapshot().municipalities.values()
        if upper.level == Level.METROPOLITAN
    }


def _former_names(place: Municipality, on: date) -> set[str]:
    """Return what a place was called before it was renamed or came under another government."""
    known = snapshot()
    return {
        name
        for code in known.lineage_codes(place.code)[1:]
        for day in [known.municipalities[code].valid_to]
        if day is not None and day < on
        for name in _names(known.municipalities[code], day)
    }
