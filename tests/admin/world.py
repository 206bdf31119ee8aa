"""Two local governments that have one of everything, reported by two portals."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from access.invitations import invite
from access.role_changes import request_role_change
from accounts.models import Portal, Role, User
from audit.personal_access import AccessKind, AccessPurpose, Personal, record_access
from desk.counter import counter_of
from desk.reconciliation.settling import compare_file
from donations.acceptance import accept_donation
from donations.barred import bar_person
from donations.barred_models import Relation
from donations.exports import ask_export
from donations.holds import make_hold
from donations.identity import pseudonym
from donations.merging import Numbers, request_merge
from donations.models import Donation
from donations.offer import Person
from donations.return_models import Ground
from donations.returns import ReturnAsk, request_return
from ledger.models import Account
from projects.assignment import AssignmentAsk, assign_designated_money
from projects.income import IncomeFacts, enter_income
from projects.models import FundProject, ProjectStory
from projects.spending import request_spending
from receipts.issuers import register_issuer
from receipts.year_end.plan import DonorPapers, write_plan
from regions.models import Municipality
from reports.models import Delivery, DueReport, ReportRun
from reports.subscriptions import subscribe
from tests.admin.conftest import make_official
from tests.admin.test_exports import ASK
from tests.desk.files import in_utf8, line, source_of, uploaded
from tests.ledger.conftest import NOW, ask, open_year
from tests.people import KIM, PAID_AT, make_offer, make_portal

NO_SUCH_ID = UUID("01a2059a-7f2c-7004-9db6-40c3bd8f0768")


@dataclass(frozen=True)
class World:
    """One local government, the portal that reports its donations, and one of everything."""

    code: str
    portal: Portal
    officials: dict[Role, User]
    gift: Donation
    facts: dict[str, Any]

    def address(self, path: str) -> str:
        """Return an address of the API about this world's rows."""
        return "/api/v1/" + path.format(**self.facts)


def shared() -> None:
    """Make what belongs to nobody in particular."""
    DueReport.objects.create(edition="monthly", period="2026-10", year=2026, due_at=PAID_AT)
    ReportRun.objects.create(kind="korea-japan", year=2025, inputs_sha256="0" * 64)


def build(code: str, roles: Iterable[Role]) -> World:
    """Make one of everything that an official or a portal might look at."""
    officials = {role: make_official(role, code) for role in roles}
    portal = make_portal(f"창구 {code}")
    references = iter(f"{code}-{number}" for number in range(100))

    def offer() -> Any:
        return make_offer(recipient_code=code, portal_reference=next(references))

    gift = accept_donation(offer(), actor=portal).donation
    for_purpose = make_offer(recipient_code=code, portal_reference=next(references), purpose="P1")
    accept_donation(for_purpose, actor=portal)
    accept_donation(offer(), actor=counter_of(Municipality.objects.get(pk=code)))
    case, _is_new = request_return(
        gift.pk, ReturnAsk(Ground.PAYMENT_ERROR, portal_reference="R-1"), actor=portal
    )
    hold, _is_new = make_hold(offer(), actor=portal)
    write_plan(code, 2026, [DonorPapers(1, (gift.receipt.number,), 1)], actor=officials[Role.CLERK])
    project = FundProject.objects.create(
        recipient_id=code,
        name_ko="마을빨래방",
        name_en="Village laundry room",
        purpose="어르신 이불 빨래",
        purpose_code="P1",
        kind="designated",
        status="open",
        target_krw=30_000_000,
        opens_on=date(2025, 7, 1),
    )
    ProjectStory.objects.create(
        project=project,
        title_ko="첫 빨래",
        body_ko="이불이 보송합니다.",
        told_on=date(2026, 3, 1),
        written_by=officials[Role.CLERK],
    )
    record_access(
        AccessKind.SHOW,
        f"donation:{gift.pk}",
        actor=officials[Role.CLERK],
        municipality_id=code,
        purpose=AccessPurpose.INQUIRY,
        data=[Personal.NAME],
    )
    invite("neu@example.org", "", actor=officials[Role.MANAGER])
    request_role_change(officials[Role.CLERK].pk, Role.AUDITOR, actor=officials[Role.MANAGER])
    bar_person(
        resident_number=KIM.resident_number,
        name=KIM.name,
        relation=Relation.CONTRACT,
        begins_on=date(2026, 1, 1),
        actor=officials[Role.MANAGER],
    )
    reader = subscribe("reader@example.org", ["monthly"], actor=officials[Role.MANAGER])
    Delivery.objects.create(
        run=ReportRun.objects.get(), subscriber=reader, edition="monthly", period="2026-10"
    )
    ask_export(ASK, actor=officials[Role.CLERK])
    _keep_a_day(code, portal, officials)
    _spend(project, officials)
    register_issuer(
        code,
        business_number="123-83-00000",
        address="",
        valid_from=date(2026, 1, 1),
        actor=officials[Role.MANAGER],
    )
    facts = {
        "donation": gift.pk,
        "donor": pseudonym(portal.pk, gift.donor_id),
        "year": gift.tax_year,
        "receipt": gift.receipt.number,
        "donation_return": case.pk,
        "hold": hold.pk,
        "project": project.pk,
        "nothing": NO_SUCH_ID,
    }
    return World(code, portal, officials, gift, facts)


def _keep_a_day(code: str, portal: Portal, officials: dict[Role, User]) -> None:
    """Upload a bank's file, compare a settlement, and take two numbers for one person."""
    clerk, manager = officials[Role.CLERK], officials[Role.MANAGER]
    uploaded(in_utf8(line(1)), source_of(manager), clerk)
    on = date(2026, 10, 5)
    paid = in_utf8(["X-1", "1000", "2026-10-05"], headings=["거래번호", "금액", "거래일자"])
    compare_file(paid, portal_id=portal.pk, first_on=on, last_on=on, actor=clerk)
    pair = [
        Person(resident_number=f"900101-{century}{code}1", name=name)
        for century, name in (("1", "이하나"), ("5", "LEE HANA"))
    ]
    for person in pair:
        reference = f"{code}-{person.name[:3]}"
        offer = make_offer(recipient_code=code, portal_reference=reference, donor=person)
        accept_donation(offer, actor=portal)
    kept, alias = pair
    numbers = Numbers(kept.resident_number, kept.name, alias.resident_number, alias.name)
    request_merge(numbers, document="증명서", actor=clerk)


def _spend(project: FundProject, officials: dict[Role, User]) -> None:
    """Open a fiscal year with an income, an assignment and a request for money."""
    clerk, manager = officials[Role.CLERK], officials[Role.MANAGER]
    open_year(manager)
    on = date(2026, 10, 20)
    income = IncomeFacts(
        account=Account.INTEREST,
        amount_krw=1_000,
        received_on=on,
        paid_in_on=on,
        reference="이자 통지",
    )
    enter_income(income, at=NOW, actor=clerk)
    decision = AssignmentAsk(
        project_id=project.pk,
        amount_krw=10_000,
        decided_on=on,
        decision_reference="심의위 2026-3",
        from_purpose="P1",
    )
    assign_designated_money(decision, at=NOW, actor=manager)
    request_spending(ask(project, 5_000), at=NOW, actor=clerk)
