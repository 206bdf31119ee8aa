"""A believable small year, made up: for a first look at every page.

Persons, amounts and dates are invented by a seeded generator; nothing here is a real donor. The
resident numbers fail the check digit that every number issued before October 2020 satisfies, so
they belong to nobody. Donations are flagged as demo, go through the same use case as real ones,
and are told again safely: the same seed gives the same references and contents.

The projects follow published examples (korea.md 6.1): Jeonnam's joint laundry rooms, Gokseong's
designated laundry room, Yeongam's mobile laundry.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random

from donations.offer import Offer, Person, Pledge, ResidenceCheck
from kernel.dates import SEOUL
from regions.snapshot import snapshot

FIRST, LAST = date(2025, 1, 1), date(2026, 10, 31)

RECIPIENTS = {
    "46720": 14, "46830": 10, "46000": 5, "46890": 5, "46770": 4, "46810": 3, "46130": 3,
    "50000": 9, "29110": 8, "47170": 5, "48860": 4, "51150": 4, "52140": 3, "44810": 3,
    "43720": 2, "26110": 2,
}  # fmt: skip
"""Codes of 2026-06-30 -> how often they are chosen; Jeonnam's weigh most."""

HOMES = {"11680": 8, "11440": 6, "11110": 3, "41110": 8, "41280": 5, "28185": 4, "26350": 3,
         "30200": 3, "27260": 3, "36000": 2, "29155": 2, "46110": 1}  # fmt: skip

AMOUNTS = {100_000: 84, 50_000: 4, 30_000: 3, 10_000: 3, 200_000: 2, 150_000: 1, 300_000: 1,
           500_000: 1, 1_000_000: 1}  # fmt: skip
"""98 % of Korean donations are at or below 100,000 won (korea.md 5.1)."""

MONTHS = {1: 3, 2: 3, 3: 6, 4: 6, 5: 4, 6: 4, 7: 5, 8: 4, 9: 5, 10: 5, 11: 10, 12: 45}
"""Half of a year's money arrives in December (korea.md 5.1)."""

SURNAMES = "김이박최정강조윤장임한오서신권황안송류홍"
SYLLABLES = "민서지우하은도윤예준수현채원시아유진주영태호성미경희동혁나라"


@dataclass(frozen=True, slots=True)
class DemoGift:
    """An offer, and which of the demo portals reports it (an index)."""

    offer: Offer
    portal: int


def gifts(count: int, seed: int, portals: int, projects: dict[str, int]) -> Iterator[DemoGift]:
    """Yield ``count`` donations; the first n are the same for every count of n or more.

    ``projects`` maps a recipient's code to its designated project.
    """
    # Not for secrets: the point is that it is reproducible.
    dice = Random(seed)  # noqa: S311
    donors = [_donor(dice, number) for number in range(20 + count // 2)]
    dice = Random(f"{seed}/gifts")  # noqa: S311
    for number in range(count):
        yield _gift(dice, number, seed, donors, portals, projects)


def _gift(
    dice: Random,
    number: int,
    seed: int,
    donors: list[tuple[Person, str]],
    portals: int,
    projects: dict[str, int],
) -> DemoGift:
    person, home = donors[dice.randrange(20 + number // 2)]
    paid_at = _instant(dice)
    on = paid_at.date()
    choice = dice.choices(list(RECIPIENTS), list(RECIPIENTS.values()))[0]
    if choice[:2] == home[:2] or {choice[:2], home[:2]} == {"29", "46"}:
        choice = "50000"  # nobody gives to their own home; Jeju is next
    recipient, residence = carried_on(choice, on), carried_on(home, on)
    project_id = projects.get(recipient) if dice.random() < 0.6 else None
    purpose = dice.choice(["P1", "P2", "P3", "P4"]) if dice.random() < 0.05 else ""
    minutes = timedelta(minutes=dice.randrange(2, 15))
    offer = Offer(
        portal_reference=f"DEMO-{seed}-{number:06d}",
        donor=person,
        residence_code=residence,
        recipient_code=recipient,
        amount_krw=dice.choices(list(AMOUNTS), list(AMOUNTS.values()))[0],
        paid_at=paid_at,
        payment_method=dice.choices(["card", "transfer", "points"], [8, 3, 1])[0],
        pledge=Pledge(signed_at=paid_at - minutes, no_barred_relation=True),
        residence_check=ResidenceCheck("shared_information", paid_at - minutes),
        project_id=project_id,
        purpose="" if project_id else purpose,
        gift_wish=dice.choices(["wanted", "declined", "undecided"], [7, 1, 2])[0],
    )
    return DemoGift(offer, dice.choices(range(portals), [5, 1, 3, 1][:portals])[0])


def carried_on(code: str, on: date) -> str:
    """Return the code under which a local government of 2026-06-30 is known on ``on``."""
    known = snapshot()
    in_force = known.municipalities[code].is_in_force(on)
    return code if in_force else known.successors_in_force(code, on)[0]


def _instant(dice: Random) -> datetime:
    year = dice.choice([FIRST.year, LAST.year])
    months = [month for month in MONTHS if date(year, month, 1) <= LAST]
    month = dice.choices(months, [MONTHS[month] for month in months])[0]
    day = dice.randrange(15, 32) if month == 12 else dice.randrange(1, 29)
    at = time(dice.randrange(7, 24), dice.randrange(60), dice.randrange(60))
    return datetime.combine(date(year, month, day), at, SEOUL)


def _donor(dice: Random, number: int) -> tuple[Person, str]:
    year = dice.choices([1968, 1975, 1982, 1988, 1994, 2001], [10, 20, 25, 25, 15, 5])[0]
    born = date(year, 1, 1) + timedelta(days=dice.randrange(360))
    century = dice.choice("12") if year < 2000 else dice.choice("34")
    start = f"{born:%y%m%d}{century}{number % 100_000:05d}"
    name = dice.choice(SURNAMES) + dice.choice(SYLLABLES) + dice.choice(SYLLABLES)
    home = dice.choices(list(HOMES), list(HOMES.values()))[0]
    return Person(
        resident_number=f"{start[:6]}-{start[6:]}{wrong_check_digit(start)}", name=name
    ), home


def wrong_check_digit(first_twelve: str) -> int:
    """Return a thirteenth digit that the check rule of before October 2020 refuses."""
    weights = [2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5]
    total = sum(int(digit) * weight for digit, weight in zip(first_twelve, weights, strict=True))
    return ((11 - total % 11) + 1) % 10
