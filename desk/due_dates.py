"""What falls due for a local government, by the calendar of KR-PUB-04.

Sources: 고향사랑 기부금에 관한 법률 시행령 제9조제1항 (publication); 소득세법 제160조의3제3항·제4항
(totals sheet and electronic receipts, KR-RCP-04, -05); 지방자치단체 기금관리기본법 제7조·제8조
(KR-FND-09). Only days that the law names as a day; one that moves with a holiday is shown as it
stands in the calendar.
"""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

AHEAD = timedelta(days=60)
"""How early a duty is shown."""


@dataclass(frozen=True, slots=True)
class Due:
    """One duty and its day; ``basis`` names the statement it rests on."""

    on: date
    title: str | Promise
    basis: str

    def days_left(self, today: date) -> int:
        """Return how many days are left; 0 on the day itself."""
        return (self.on - today).days


def of_year(year: int) -> list[Due]:
    """Return the duties that fall into ``year``, earliest first."""
    last_of_february = date(year, 2, monthrange(year, 2)[1])
    settlement = date(year - 1, 12, 31) + timedelta(days=80)
    return [
        Due(
            date(year, 1, 10),
            _("Issue last year's receipts electronically (issuers above 300 million won)"),
            "KR-RCP-05",
        ),
        Due(date(year, 2, 10), _("The fund's cash office closes"), "KR-FND-09"),
        Due(last_of_february, _("Publish last year's donations, use and gifts"), "KR-PUB-01"),
        Due(settlement, _("Settlement report of the fund (80 days)"), "KR-FND-09"),
        Due(date(year, 6, 30), _("Totals sheet of receipts, unless electronic"), "KR-RCP-04"),
    ]


def upcoming(today: date, ahead: timedelta = AHEAD) -> list[Due]:
    """Return what falls due from ``today`` on within ``ahead``."""
    known = [*of_year(today.year), *of_year(today.year + 1)]
    return [due for due in known if today <= due.on <= today + ahead]
