"""The monthly look at who looked: sums by official, and what stands out by plain rules.

The safety standard for personal data wants the records of access looked through once a month
(개인정보의 안전성 확보조치 기준 제8조). A mark is a question to ask, not an accusation.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from audit.models import AuditEvent
from audit.record import record
from kernel.dates import SEOUL
from kernel.errors import DomainError

MANY_PEOPLE_A_DAY = 50
SAME_PERSON = 5
MANY_ADDRESSES = 3
OFFICE_HOURS = (7, 20)
FIRST_MONTH = date(2023, 1, 1)
"""The scheme's first."""
MAY_REVIEW = "audit.view_personalaccess"


class Mark(TextChoices):
    """Why somebody's looks stand out; the words are shown beside the table."""

    MANY = "many", _("more than 50 people on one day, files left out")
    HOURS = "hours", _("outside 07:00–20:00 in Seoul, or at a weekend")
    SAME = "same", _("the same donor five times or more")
    ADDRESSES = "addresses", _("from more than three addresses")
    FILES = "files", _("a file with people's names and contacts")


class NotYetOver(DomainError):
    """The month is not over, so it cannot be looked through."""

    code = "not_yet_over"
    status = 409
    title = _("The month is not over")
    detail = _("A month is reviewed when it is over.")


@dataclass(slots=True)
class Looks:
    """What one official did in the month."""

    official: str
    looks: int
    people: int
    outside_hours: int
    most_people_a_day: int
    most_of_one: int
    addresses: int
    files: int
    marks: list[Mark] = field(default_factory=list)


SUMS = """
WITH looks AS (
    SELECT official_id, person, people, kind, address, data,
           happened_at AT TIME ZONE 'Asia/Seoul' AS at
    FROM audit_personalaccess
    WHERE municipality_id = ANY(%(codes)s) AND official_id IS NOT NULL
      AND happened_at >= %(first)s AND happened_at < %(end)s
), days AS (
    SELECT official_id, max(n) AS most FROM (
        SELECT official_id, count(DISTINCT person) AS n FROM looks
        WHERE kind <> 'export' GROUP BY official_id, at::date) d GROUP BY 1
), persons AS (
    SELECT official_id, max(n) AS most FROM (
        SELECT official_id, count(*) AS n FROM looks
        WHERE person IS NOT NULL GROUP BY official_id, person) p GROUP BY 1
)
SELECT coalesce(nullif(u.name, ''), u.email), count(*), sum(l.people),
       count(*) FILTER (WHERE extract(hour FROM at) < %(from)s OR extract(hour FROM at) >= %(to)s
                        OR extract(isodow FROM at) >= 6),
       max(days.most), coalesce(max(persons.most), 0),
       count(DISTINCT nullif(l.address, '')),
       count(*) FILTER (WHERE kind = 'export' AND cardinality(data) > 0)
FROM looks l JOIN accounts_user u ON u.id = l.official_id
JOIN days USING (official_id) LEFT JOIN persons USING (official_id)
GROUP BY u.id ORDER BY 2 DESC, u.id
"""


def month_of(text: str, today: date) -> date:
    """Return the first day of the month ``2026-11``; of the month before today if it is none.

    A month before the scheme began or after today is none.
    """
    try:
        first = datetime.strptime(text, "%Y-%m").replace(tzinfo=SEOUL).date()
    except ValueError:
        first = date.max
    if not FIRST_MONTH <= first <= today:
        return (today.replace(day=1) - timedelta(days=1)).replace(day=1)
    return first


def month_after(first: date) -> date:
    """Return the first day of the next month."""
    return (first.replace(day=28) + timedelta(days=4)).replace(day=1)


def looks_of(codes: Iterable[str], first: date) -> list[Looks]:
    """Return the officials who looked at donors of ``codes`` in a month, the busiest first."""
    asked: dict[str, Any] = {
        "codes": list(codes),
        "first": datetime.combine(first, time.min, SEOUL),
        "end": datetime.combine(month_after(first), time.min, SEOUL),
        "from": OFFICE_HOURS[0],
        "to": OFFICE_HOURS[1],
    }
    with connection.cursor() as cursor:
        cursor.execute(SUMS, asked)
        found = [Looks(*row) for row in cursor.fetchall()]
    for each in found:
        each.marks = _marks(each)
    return found


def _marks(looks: Looks) -> list[Mark]:
    stands_out = {
        Mark.MANY: looks.most_people_a_day > MANY_PEOPLE_A_DAY,
        Mark.HOURS: looks.outside_hours > 0,
        Mark.SAME: looks.most_of_one >= SAME_PERSON,
        Mark.ADDRESSES: looks.addresses > MANY_ADDRESSES,
        Mark.FILES: looks.files > 0,
    }
    return [mark for mark, does in stands_out.items() if does]


@transaction.atomic
def confirm_review(first: date, today: date, *, actor: User) -> None:
    """Write down that ``actor`` has looked through a month, and how much stood out.

    Raises:
        NotYetOver: the month is not over on ``today``.
    """
    if month_after(first) > today or actor.municipality is None:
        raise NotYetOver
    found = looks_of(actor.municipality.lineage_codes(), first)
    record(
        "access.reviewed",
        f"month:{first:%Y-%m}",
        actor=actor,
        municipality_id=actor.municipality_id,
        officials=len(found),
        looks=sum(each.looks for each in found),
        marked=sum(bool(each.marks) for each in found),
    )


def reviews_of(user: User, first: date) -> list[AuditEvent]:
    """Return who has looked through the month, and when."""
    rows = AuditEvent.objects.visible_to(user).filter(subject=f"month:{first:%Y-%m}")
    return list(rows.filter(kind="access.reviewed").select_related("official").order_by("id"))
