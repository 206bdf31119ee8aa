"""Which columns a file may have, by what names banks and platforms call them."""

import re
from collections.abc import Sequence
from typing import Any, NamedTuple

from django.utils.translation import gettext_lazy as _


class Column(NamedTuple):
    """One thing a row may tell.

    Attributes:
        label: how the official knows it.
        names: headings that mean it, without spaces and signs; the first that fits is taken.
        is_needed: whether a file without it cannot be read at all.
    """

    label: Any
    names: tuple[str, ...]
    is_needed: bool = False


COLUMNS = {
    "name": Column(
        _("Name"), ("성명", "이름", "기부자명", "기부자성명", "기부자", "name"), is_needed=True
    ),
    "resident_number": Column(
        _("Resident number"),
        (
            "주민등록번호",
            "주민번호",
            "실명번호",
            "실명확인번호",
            "외국인등록번호",
            "residentnumber",
        ),
        is_needed=True,
    ),
    "residence": Column(
        _("Residence"),
        (
            "주소지",
            "거주지",
            "주소지코드",
            "거주지코드",
            "주민등록지",
            "residence",
            "residencecode",
        ),
        is_needed=True,
    ),
    "amount": Column(
        _("Amount (won)"),
        ("기부금액", "기부금", "금액", "입금액", "납부금액", "결제금액", "amount", "amountkrw"),
        is_needed=True,
    ),
    "paid_at": Column(
        _("Paid on"),
        (
            "기부일시",
            "납부일시",
            "결제일시",
            "입금일시",
            "거래일시",
            "기부일자",
            "기부일",
            "납부일자",
            "납부일",
            "결제일",
            "결제일자",
            "입금일",
            "입금일자",
            "거래일자",
            "거래일",
            "paidat",
            "paidon",
        ),
        is_needed=True,
    ),
    "paid_time": Column(
        _("Time of payment, if in a column of its own"),
        ("기부시각", "납부시각", "결제시각", "입금시각", "거래시각", "거래시간", "paidtime"),
    ),
    "reference": Column(
        _("The source's own reference"),
        (
            "거래번호",
            "접수번호",
            "승인번호",
            "전자납부번호",
            "기부번호",
            "주문번호",
            "reference",
            "portalreference",
        ),
    ),
    "recipient": Column(
        _("Recipient"),
        (
            "기부대상",
            "기부지역",
            "기부처",
            "대상자치단체",
            "자치단체",
            "자치단체코드",
            "recipient",
            "recipientcode",
        ),
    ),
    "payment_method": Column(
        _("Paid by"), ("결제수단", "납부방법", "결제방법", "지급수단", "paymentmethod")
    ),
    "phone": Column(_("Phone"), ("전화번호", "휴대전화", "휴대폰", "연락처", "phone")),
    "email": Column(_("E-mail"), ("이메일", "전자우편", "email")),
    "signed_at": Column(
        _("Donation form signed on"), ("기탁서", "기탁서작성일", "기탁일시", "기탁일", "signedat")
    ),
    "consented_at": Column(
        _("Consent to the check given on"), ("동의일시", "동의일", "개인정보동의일", "consentedat")
    ),
    "document": Column(
        _("Document of residence"), ("증빙서류", "확인서류", "서류번호", "document")
    ),
    "no_relation": Column(
        _("No barred relation declared"),
        ("제한관계없음", "관계없음확인", "기부제한확인", "norelation"),
    ),
    "designation": Column(
        _("Designation"), ("지정기부", "지정사업", "지정목적", "기부목적", "사업명", "designation")
    ),
    "gift_wish": Column(_("Return gift"), ("답례품", "답례품희망", "답례품여부", "giftwish")),
}

NEEDED = tuple(field for field, column in COLUMNS.items() if column.is_needed)

SIGNS = re.compile(r"[\s_\-()\[\]·./*]+")
MEANT_BY = {name: field for field, column in COLUMNS.items() for name in column.names}


def plain(heading: str) -> str:
    """Return a heading as it is compared: without spaces, signs and case."""
    return SIGNS.sub("", heading).casefold().removesuffix("원")


def names_a_column(heading: str) -> bool:
    """Say whether a heading is one that we know."""
    return plain(heading) in MEANT_BY


def guess(headings: Sequence[str], remembered: dict[str, str]) -> dict[str, int]:
    """Return field -> column: as the source's last file had it, else by the usual names."""
    at = {plain(heading): index for index, heading in reversed(list(enumerate(headings)))}
    found = {
        field: at[plain(heading)]
        for field, heading in remembered.items()
        if plain(heading) in at and field in COLUMNS
    }
    taken = set(found.values())
    for heading, index in at.items():
        field = MEANT_BY.get(heading)
        if field is not None and field not in found and index not in taken:
            found[field] = index
            taken.add(index)
    return found
