import hashlib
import io
import json
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import Any

import pytest
from pypdf import PdfReader

from receipts.models import Receipt
from receipts.render import Reissue, render_papers, render_receipt


def pages(pdf: bytes) -> list[str]:
    return [page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages]


def text(pdf: bytes) -> str:
    """Return the words of a document with single spaces."""
    return " ".join(" ".join(pages(pdf)).split())


def test_the_document_shows_the_facts_in_korean_and_english(make_receipt):
    pdf = render_receipt(make_receipt(designation="마을 공동빨래방"))

    shown = text(pdf)
    for fact in (
        "기부금 영수증",
        "Donation Receipt",
        "46810-2026-0000001",
        "홍길동",
        "1990-01-01",
        "강진군",
        "Gangjin-gun",
        "고향사랑 기부금에 관한 법률",
        "100,000 원",
        "금 일십만 원정",
        "2026-03-10",
        "마을 공동빨래방",
        "조세특례제한법 제58조 (법률 제21223호)에 따라",
        "2026년 3월 11일",
        "강진군수",
        "민간 플랫폼 Private platform PLATFORM:1",
        "카드 Card",
        "/verify/AbCdEfGhIjKlMnOpQrStUvWxYz01-_45/",
    ):
        assert fact in shown, fact
    assert len(pages(pdf)) == 1


def test_what_is_not_known_is_called_missing(make_receipt):
    shown = text(render_receipt(make_receipt()))

    assert "미기재 Not given" in shown
    assert "사업자등록번호 Business number 미등록 Not on file" in shown
    assert "미확인 Not verified" in shown
    assert "일반기부 General donation" in shown
    assert "해당 없음 Not applicable" in shown


def test_what_is_known_is_not_called_missing(make_receipt):
    shown = text(
        render_receipt(
            make_receipt(donor_address="종로구 세종대로 1", issuer_business_number="123-83-00000")
        )
    )

    assert "종로구 세종대로 1" in shown
    assert "123-83-00000" in shown
    assert "미기재" not in shown


def test_disaster_money_is_told_apart(make_receipt):
    shown = text(
        render_receipt(
            make_receipt(
                disaster_declared_on=date(2026, 2, 1),
                disaster_ends_on=date(2026, 5, 1),
                disaster_cause="Wildfire",
            )
        )
    )

    assert "선포일 2026-02-01" in shown
    assert "적용 기한 2026-05-01" in shown
    assert "Wildfire" in shown


def test_the_same_facts_give_the_same_bytes(make_receipt):
    assert render_receipt(make_receipt()) == render_receipt(make_receipt())


ELSEWHERE = """
import hashlib, json, sys
from datetime import date, datetime
import django
django.setup()
from receipts.models import Receipt
from receipts.models import Receipt
from receipts.render import Reissue, render_papers, render_receipt
facts = json.load(sys.stdin)
number = facts.pop("number")
for name in ("donated_on", "issued_on"):
    facts[name] = date.fromisoformat(facts[name])
facts["issued_at"] = datetime.fromisoformat(facts["issued_at"])
receipt = Receipt(**facts)
receipt.number = number
print(hashlib.sha256(render_receipt(receipt)).hexdigest())
"""


@pytest.mark.parametrize("zone", ["America/Los_Angeles", "Asia/Seoul"])
def test_the_same_facts_give_the_same_bytes_in_another_process_and_time_zone(make_receipt, zone):
    receipt = make_receipt(donor_name="홍길동 さくら")
    facts = {
        field.attname: getattr(receipt, field.attname)
        for field in Receipt._meta.local_concrete_fields
        if field.attname not in {"id"}
    }
    told = subprocess.run(  # noqa: S603
        [sys.executable, "-c", ELSEWHERE],
        input=json.dumps(facts, default=str),
        env={
            **os.environ,
            "TZ": zone,
            "PYTHONHASHSEED": "7",
            "LC_ALL": "C",
            "DJANGO_SETTINGS_MODULE": "config.settings",
        },
        capture_output=True,
        text=True,
        check=True,
    )

    assert told.stdout.strip() == hashlib.sha256(render_receipt(receipt)).hexdigest()


def test_papers_of_one_donor_are_one_document_with_a_page_each(make_receipt):
    receipts = [make_receipt(serial=serial, amount_krw=10_000 * serial) for serial in (1, 2, 3)]

    [pdf] = render_papers([receipts])

    first, _second, third = pages(pdf)
    assert "10,000 원" in first
    assert "46810-2026-0000001 · 강진군" in first
    assert "46810-2026-0000003 · 강진군" in third
    assert "30,000 원" in third
    assert "3 / 3" in third
    reader = PdfReader(io.BytesIO(pdf))
    assert reader.metadata is not None
    assert reader.metadata.title == "기부금 영수증 Donation receipt 46810-2026-0000001 외 2건"


def test_papers_of_many_donors_made_at_once_are_in_order_and_as_if_made_alone(make_receipt):
    donors = [
        [make_receipt(serial=serial, donor_name=name) for serial in range(first, first + many)]
        for first, many, name in (
            (1, 1, "홍길동"),
            (2, 3, "뷁뙇 金大"),
            (5, 2, "Zoë"),
            (7, 1, "가"),
        )
    ]

    alone = [next(render_papers([receipts])) for receipts in donors]

    assert list(render_papers(donors)) == alone
    assert [len(pages(pdf)) for pdf in alone] == [1, 3, 2, 1]
    assert list(render_papers([])) == []


def test_a_receipt_handed_out_again_keeps_its_number_and_bears_the_mark_and_day(make_receipt):
    shown = text(render_receipt(make_receipt(), reissue=Reissue(date(2026, 5, 4), 2)))

    assert "재발급 REISSUED 재발급일 2026-05-04 2회" in shown
    assert "46810-2026-0000001" in shown
    assert "재발급" not in text(render_receipt(make_receipt()))


def test_other_facts_give_other_bytes(make_receipt):
    assert render_receipt(make_receipt()) != render_receipt(make_receipt(amount_krw=100_001))


def test_threads_do_not_mix_up_receipts(make_receipt):
    receipts = [make_receipt(serial=serial) for serial in range(1, 13)]
    with ThreadPoolExecutor(4) as pool:
        documents = list(pool.map(render_receipt, receipts))

    for receipt, pdf in zip(receipts, documents, strict=True):
        assert receipt.number in text(pdf)


@pytest.mark.parametrize(
    "name",
    [
        '#read("/etc/passwd")',
        "$x^2$ *bold* _it_",
        '"); #panic("x")',
        "#sys.inputs",
        "\\u{41} `raw`",
    ],
)
def test_markup_in_a_name_is_shown_as_it_is(make_receipt, name):
    assert name in text(render_receipt(make_receipt(donor_name=name)))


def test_rare_characters_stay_readable_and_exact(make_receipt):
    shown = text(render_receipt(make_receipt(donor_name="金龘 𠮷田 さくら Nguyễn Ōe 🫠")))

    assert "金〓(U+9F98) 〓(U+20BB7)田 さくら Nguyễn Ōe 〓(U+1FAE0)" in shown


def test_a_name_of_letters_and_combining_marks_is_set_as_one_writes_it(make_receipt):
    shown = text(render_receipt(make_receipt(donor_name="E\u0301milie Zoe\u0308 홍\u1100\u1161")))

    assert "Émilie Zoë 홍가" in shown


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("홍" * 60, "홍" * 60),
        ("뷁뙇쀍" * 20, "뷁뙇쀍" * 20),
        ("W" * 60, "W" * 60),
        ("E\u0301" * 60, "É" * 60),
        ("金大" * 30, "金大" * 30),
        ("🫠" * 60, "〓(U+1FAE0)" * 60),
        (
            "Maria-José Fernández de los Ángeles 🫠 Nguyễn Thị Ōe 홍길동 さくら",
            "Maria-José Fernández de los Ángeles 〓(U+1FAE0) Nguyễn Thị Ōe 홍길동 さくら",
        ),
    ],
)
def test_the_longest_name_is_shown_whole_on_one_page(make_receipt, name, shown):
    document = pages(render_receipt(make_receipt(donor_name=name)))

    assert len(document) == 1
    assert "".join(shown.split()) in "".join(document[0].split()).replace("\u200b", "")


def test_marks_without_a_letter_of_their_own_stand_on_their_letter(make_receipt):
    pieces: dict[str, str] = {}

    def see(words: str, _cm: Any, _tm: Any, font: Any, _size: Any) -> None:
        pieces[words] = str(font["/BaseFont"]) if font else ""

    pdf = render_receipt(make_receipt(donor_name="J\u0323\u030cane 김"))
    PdfReader(io.BytesIO(pdf)).pages[0].extract_text(visitor_text=see)

    [font] = [pieces[words] for words in pieces if "J\u0323\u030c" in words]
    assert font.endswith("+DejaVuSans"), "the letter is set in the font that has the marks"
    assert "ane 김" in text(pdf)


def test_hidden_characters_are_not_passed_on(make_receipt):
    shown = text(render_receipt(make_receipt(donor_name="홍\u202e길\u0000동\n2")))

    assert "홍 길 동 2" in shown


@pytest.mark.parametrize(
    "changes",
    [
        {"donor_name": "W" * 300},
        {"donor_name": "김수한무 거북이와 두루미 " * 10},
        {"donor_address": "서울특별시 종로구 세종대로 " * 12},
        {
            "issuer_name_ko": "전남광주통합특별시",
            "issuer_name_en": "Special Metropolitan City " * 5,
        },
        {"amount_krw": 999_999_999_999},
    ],
)
def test_long_facts_stay_on_the_page(make_receipt, changes):
    assert len(pages(render_receipt(make_receipt(**changes)))) == 1


def test_ten_lines_of_designation_are_all_shown(make_receipt):
    lines = [f"{number}번째 지정 사업" for number in range(1, 11)]

    pdf = render_receipt(make_receipt(designation="\n".join(lines)))

    assert all(line in text(pdf) for line in lines)
    assert len(pages(pdf)) == 1


@pytest.mark.parametrize("letter", ["W", "홍", "뷁"])
@pytest.mark.parametrize(
    "changes",
    [
        {"donor_name": 50},
        {"issuer_address": 44, "donor_address": 88},
        {"donor_name": 22, "issuer_address": 22, "designation": 88},
        {"donor_name": 22, "issuer_address": 22, "donor_address": 44, "designation": 44},
        {"donor_address": 120},
    ],
)
def test_the_foot_counts_pages_whether_or_not_it_has_to_look_for_them(
    make_receipt, settings, changes, letter
):
    settings.DEMO = True
    facts = {name: letter * number for name, number in changes.items()}
    receipts = [make_receipt(serial=serial, **facts) for serial in (1, 2)]

    [pdf] = render_papers([receipts])

    feet = [" ".join(page.split()) for page in pages(pdf)]
    assert len(feet) == 2
    for number, page in enumerate(feet, start=1):
        assert f"46810-2026-000000{number} · 강진군 Gangjin-gun {number} / 2" in page


def test_a_text_longer_than_the_page_goes_on_on_the_next(make_receipt):
    document = pages(render_receipt(make_receipt(designation="가나다" * 900)))

    assert len(document) == 2
    assert "2 / 2" in document[1]


def test_the_document_is_archival_accessible_and_titled(make_receipt):
    reader = PdfReader(io.BytesIO(render_receipt(make_receipt())))

    assert reader.metadata is not None
    assert reader.metadata.title == "기부금 영수증 Donation receipt 46810-2026-0000001"
    catalogue: Any = reader.trailer["/Root"]
    assert catalogue["/Lang"] == "ko-KR"
    assert catalogue["/MarkInfo"]["/Marked"]
    assert catalogue["/ViewerPreferences"]["/DisplayDocTitle"]
    described = catalogue["/Metadata"].get_data()
    assert b"<pdfaid:part>2</pdfaid:part>" in described
    assert b"<pdfuaid:part>1</pdfuaid:part>" in described


def tags(element: Any) -> dict[str, Any]:
    """Return how often each tag stands in ``element``, and below each table."""
    found: dict[str, Any] = {"tables": []}
    children = element.get("/K", [])
    for child in children if isinstance(children, list) else [children]:
        node = child.get_object() if hasattr(child, "get_object") else child
        if not isinstance(node, dict) or "/S" not in node:
            continue
        below = tags(node)
        if node["/S"] == "/Table":
            found["tables"].append(below)
        found["tables"] += below["tables"]
        for name, number in below.items():
            if name != "tables":
                found[name] = found.get(name, 0) + number
        found[node["/S"]] = found.get(node["/S"], 0) + 1
    return found


def test_only_what_has_column_headings_is_tagged_as_a_table(make_receipt):
    reader = PdfReader(io.BytesIO(render_receipt(make_receipt())))
    catalogue: Any = reader.trailer["/Root"]

    found = tags(catalogue["/StructTreeRoot"])

    assert [(table["/TH"], table["/TD"]) for table in found["tables"]] == [(5, 5)]
    assert (found["/H1"], found["/H2"], found["/Figure"], found["/Link"]) == (1, 4, 1, 1)


def test_every_font_is_embedded(make_receipt):
    reader = PdfReader(io.BytesIO(render_receipt(make_receipt())))

    resources: Any = reader.pages[0]["/Resources"]
    fonts = resources["/Font"]
    for font in fonts.values():
        described = font.get_object()["/DescendantFonts"][0]["/FontDescriptor"]
        assert "/FontFile2" in described or "/FontFile3" in described


def test_a_demonstration_says_that_it_is_one(make_receipt, settings):
    settings.DEMO = True
    assert "데모 DEMO – 효력 없음" in text(render_receipt(make_receipt()))

    settings.DEMO = False
    assert "DEMO" not in text(render_receipt(make_receipt()))
