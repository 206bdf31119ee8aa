"""Officials and returns that several tests of returns begin with."""

from collections.abc import Callable

from django.db import connection

from accounts.models import Role, User
from donations.books import ask_all
from donations.models import Donation
from donations.return_models import DonationReturn, Ground
from donations.returns import (
    ReturnAsk,
    approve_return,
    pay_out_return,
    request_return,
)
from tests.people import BUSAN_JUNG

ASK = ReturnAsk(ground=Ground.RESIDENT, note="전입일이 기부일보다 앞섬", portal_reference="R-1")


def official(role: Role, region: str = BUSAN_JUNG, name: str = "a") -> User:
    return User.objects.create(
        email=f"{name}-{role}-{region}@example.org", role=role, municipality_id=region
    )


def return_whole(donation: Donation, manager: User, clerk: User) -> DonationReturn:
    """Have a donation returned from request to pay-out."""
    ask = ReturnAsk(ground=Ground.PAYMENT_ERROR, portal_reference=f"R-{donation.pk}")
    case, _is_new = request_return(donation.pk, ask, actor=donation.portal)
    approve_return(case.pk, actor=manager)
    return pay_out_return(case.pk, actor=clerk)


def broken() -> list[str]:
    with connection.cursor() as cursor:
        return [f"{check.name}: {check.detail}" for check in ask_all(cursor) if not check.ok]


def as_if_committed(change: Callable[[], object]) -> None:
    change()
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
