"""How the demo's people act: every row goes through the use case that real ones go through.

Officials of a county are a clerk and a manager; donors are invented, with numbers that belong to
nobody. Dates are handed in, so a story of the past has its own days in every book.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from io import BytesIO

from PIL import Image, ImageDraw

from accounts.models import Portal, User
from donations.acceptance import accept_donations
from donations.demo import SYLLABLES, carried_on, wrong_check_digit
from donations.offer import Offer, Person, Pledge, ResidenceCheck
from kernel.dates import SEOUL
from kernel.errors import DomainError
from ledger.models import Account
from projects import life
from projects.evidence import Paper
from projects.models import (
    ApprovalBody,
    Category,
    FundProject,
    ProjectResult,
    ProjectStory,
    Source,
    Spending,
)
from projects.paying import pay_spending
from projects.pictures import redraw
from projects.planning import keep_results
from projects.spending import SpendingAsk, approve_spending, request_spending
from projects.stories import add_picture, publish_story, write_story

HOME = "11680"
"""The demo's donors of a story live in Seoul's Gangnam-gu."""


@dataclass(frozen=True, slots=True)
class County:
    """The two officials of one local government."""

    clerk: User
    manager: User


def at(day: date, hour: int = 10) -> datetime:
    """Return the instant of a Seoul day and hour."""
    return datetime(day.year, day.month, day.day, hour, tzinfo=SEOUL)


@dataclass(frozen=True, slots=True)
class Campaign:
    """Gifts of a story: one a day over sixty days, each from another donor."""

    story: str
    number: int
    recipient: str
    """The code of 2026-06-30; each gift names the one of its day."""
    first: date
    amounts: Sequence[int]
    project_id: int | None = None
    purpose: str = ""

    def offers(self) -> Iterator[Offer]:
        """Yield the gifts; the same story tells the same ones."""
        for number, amount_krw in enumerate(self.amounts):
            on = self.first + timedelta(days=number % 60)
            signed_at = at(on, 13)
            start = f"6103011{self.number * 1000 + number:05d}"
            yield Offer(
                portal_reference=f"DEMO-{self.story}-{number:04d}",
                donor=Person(
                    resident_number=f"{start[:6]}-{start[6:]}{wrong_check_digit(start)}",
                    name=f"김{_syllable(number)}{_syllable(number * 7 + self.number)}",
                ),
                residence_code=HOME,
                recipient_code=carried_on(self.recipient, on),
                amount_krw=amount_krw,
                paid_at=at(on, 14),
                payment_method="card",
                pledge=Pledge(signed_at=signed_at, no_barred_relation=True),
                residence_check=ResidenceCheck("shared_information", signed_at),
                project_id=self.project_id,
                purpose=self.purpose,
                gift_wish="declined",
            )


def _syllable(number: int) -> str:
    return SYLLABLES[number % len(SYLLABLES)]


def donate(campaign: Campaign, *, portal: Portal) -> None:
    """Have every gift of ``campaign`` accepted.

    Raises:
        DomainError: the first refusal there is.
    """
    for outcome in accept_donations(list(campaign.offers()), actor=portal, is_demo=True):
        if isinstance(outcome, DomainError):
            raise outcome


def agree(project: FundProject, day: date, number: int, county: County) -> None:
    """Enter the votes of committee and council, a week apart, and take the plan as approved."""
    for body, on, name in (
        (ApprovalBody.COMMITTEE, day, "기금운용심의위원회"),
        (ApprovalBody.COUNCIL, day + timedelta(days=7), "의회 본회의"),
    ):
        life.enter_approval(
            project.pk,
            body=body,
            decided_on=on,
            document_reference=f"{name} {on.year}-{number}",
            today=on,
            actor=county.clerk,
        )
    life.approve_project(project.pk, actor=county.manager)


@dataclass(frozen=True, slots=True)
class Bill:
    """One payment, for a project or for gifts."""

    account: Account
    amount_krw: int
    day: date
    what_for: str
    site_id: int | None = None
    source: Source = Source.DESIGNATED


def spend(project: FundProject | None, county: County, bill: Bill) -> Spending:
    """Have a spending asked for by the clerk, approved by the manager and paid by the clerk.

    Without a project it is for gifts.
    """
    day = bill.day
    ask = SpendingAsk(
        category=Category.PROJECT if project else Category.GIFTS,
        project_id=project.pk if project else None,
        site_id=bill.site_id,
        account=bill.account if project else None,
        source=bill.source,
        amount_krw=bill.amount_krw,
        what_for=bill.what_for,
        papers=[Paper("demo.png", _paper(f"DEMO {bill.amount_krw:,} KRW {day}"))],
        is_demo=True,
    )
    spending = request_spending(ask, at=at(day, 9), actor=county.clerk)
    approve_spending(spending.pk, at=at(day, 11), actor=county.manager)
    return pay_spending(spending.pk, paid_on=day, at=at(day, 16), actor=county.clerk)


def measure(project: FundProject, county: County, results: Iterable[ProjectResult]) -> None:
    """Enter results."""
    rows = list(results)
    for row in rows:
        row.project = project
    keep_results(project.pk, kept=rows, actor=county.clerk)


def tell(story: ProjectStory, county: County, caption_ko: str, caption_en: str) -> None:
    """Write a story with a picture that is drawn here, and publish it."""
    written = write_story(story, actor=county.clerk)
    file = _drawing()
    add_picture(
        written.pk,
        redraw(file, file.getbuffer().nbytes),
        caption_ko=caption_ko,
        caption_en=caption_en,
        actor=county.clerk,
    )
    publish_story(written.pk, actor=county.manager)


def _paper(text: str) -> bytes:
    out = BytesIO()
    paper = Image.new("RGB", (420, 120), "white")
    ImageDraw.Draw(paper).text((20, 50), text, fill="black")
    paper.save(out, "PNG")
    return out.getvalue()


def _drawing() -> BytesIO:
    """Return a drawing of a washing machine beside a line of quilts: no photograph of anybody."""
    picture = Image.new("RGB", (960, 540), "#e6f0ec")
    draw = ImageDraw.Draw(picture)
    draw.rectangle((0, 400, 960, 540), fill="#c9d8cf")
    draw.rounded_rectangle((90, 130, 370, 450), 22, fill="#ffffff", outline="#55605b", width=5)
    draw.ellipse((140, 210, 320, 390), fill="#9cc3dd", outline="#55605b", width=9)
    draw.chord((156, 226, 304, 374), 20, 160, fill="#3f82a8")
    for left in (120, 156, 192):
        draw.ellipse((left, 152, left + 22, 174), fill="#17624a")
    draw.line((430, 120, 930, 120), fill="#55605b", width=5)
    for number, colour in enumerate(("#d98f5c", "#7fa66f", "#b77fa3")):
        left = 450 + number * 160
        draw.rectangle((left, 120, left + 130, 360), fill=colour)
        for top in range(150, 360, 45):
            draw.line((left, top, left + 130, top), fill="#ffffff", width=4)
    out = BytesIO()
    picture.save(out, "PNG")
    out.seek(0)
    return out
