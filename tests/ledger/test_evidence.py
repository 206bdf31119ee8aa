"""Papers behind a spending: judged by their content, bounded in size, never kept in clear."""

import tracemalloc
from io import BytesIO

import pytest
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.handlers.wsgi import WSGIRequest
from django.utils.datastructures import MultiValueDict
from PIL import Image
from pypdf import PdfWriter
from xlsxwriter import Workbook

from projects.errors import PaperNotReadable, PaperTooLarge
from projects.evidence import MOST_BYTES, Paper, content_type
from projects.models import Evidence, Spending
from projects.money_forms import SpendingForm
from projects.spending import request_spending
from tests.ledger.conftest import NOW, ask, picture


def pdf() -> bytes:
    file, writer = BytesIO(), PdfWriter()
    writer.add_blank_page(width=100, height=100)
    writer.write(file)
    return file.getvalue()


def scripted_pdf() -> bytes:
    file, writer = BytesIO(), PdfWriter()
    writer.add_blank_page(width=100, height=100)
    writer.write(file)
    return file.getvalue().replace(b"/Pages", b"/JavaScript (x) /Pages", 1)


def jpeg() -> bytes:
    file = BytesIO()
    Image.new("RGB", (40, 30), "white").save(file, "JPEG")
    return file.getvalue()


def spreadsheet() -> bytes:
    file = BytesIO()
    Workbook(file).close()
    return file.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        ("계산서.pdf", pdf(), "application/pdf"),
        ("계산서.PDF", pdf(), "application/pdf"),
        ("사진.jpg", jpeg(), "image/jpeg"),
        ("사진.jpeg", jpeg(), "image/jpeg"),
        ("사진.png", picture(), "image/png"),
    ],
)
def test_a_paper_is_what_its_content_is(name, content, expected):
    assert content_type(Paper(name, content)) == expected


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("계산서.pdf", b"MZ" + bytes(1000)),
        ("계산서.pdf", b"%PDF-1.7 <script>alert(1)</script>"),
        ("계산서.pdf", picture()),
        ("계산서.png", pdf()),
        ("계산서.png", picture()[:30]),
        ("계산서.exe", pdf()),
        ("계산서.pdf.exe", pdf()),
        ("계산서", pdf()),
        ("계산서.xlsx", spreadsheet()),
        ("계산서.pdf", spreadsheet()),
        ("계산서.svg", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"),
        ("계산서.pdf", scripted_pdf()),
    ],
)
def test_a_disguised_or_active_file_is_refused(give, laundry, year, clerk, name, content):
    give(1_000_000, project_id=laundry.pk)

    with pytest.raises(PaperNotReadable):
        request_spending(ask(laundry, papers=[Paper(name, content)]), at=NOW, actor=clerk)

    assert not Spending.objects.exists()
    assert not Evidence.objects.exists()


def test_a_picture_of_a_hundred_thousand_pixels_a_side_is_not_opened():
    header = picture()[:16] + (100_000).to_bytes(4, "big") * 2 + picture()[24:]

    with pytest.raises(PaperNotReadable):
        content_type(Paper("bombe.png", header))


def test_a_paper_over_the_limit_is_refused():
    with pytest.raises(PaperTooLarge):
        content_type(Paper("계산서.pdf", b"%PDF-" + bytes(MOST_BYTES)))


def test_a_name_loses_folders_and_marks_and_keeps_its_end(give, laundry, year, clerk):
    give(1_000_000, project_id=laundry.pk)
    name = "C:\\secret\\..\\" + "가" * 300 + "\u202e.png"

    request_spending(ask(laundry, papers=[Paper(name, picture())]), at=NOW, actor=clerk)

    kept = Evidence.objects.get().name
    assert len(kept) == 120
    assert kept.startswith("…가")
    assert kept.endswith("가.png")


class Endless:
    """The body of a form with one file of ``size`` zero bytes, made while it is read."""

    def __init__(self, size: int) -> None:
        self._head = (
            b'--X\r\nContent-Disposition: form-data; name="papers"; filename="a.pdf"\r\n'
            b"Content-Type: application/pdf\r\n\r\n"
        )
        self._tail = b"\r\n--X--\r\n"
        self._left = size
        self.length = len(self._head) + size + len(self._tail)

    def read(self, most: int = -1) -> bytes:
        most = 65_536 if most < 0 else most
        if self._head:
            piece, self._head = self._head[:most], self._head[most:]
        elif self._left:
            piece = bytes(min(most, self._left))
            self._left -= len(piece)
        else:
            piece, self._tail = self._tail[:most], self._tail[most:]
        return piece

    readline = read


def sending(size: int) -> WSGIRequest:
    body = Endless(size)
    return WSGIRequest(
        {
            "REQUEST_METHOD": "POST",
            "CONTENT_TYPE": "multipart/form-data; boundary=X",
            "CONTENT_LENGTH": str(body.length),
            "wsgi.input": body,
        }
    )


def test_two_hundred_megabytes_are_refused_before_they_are_read():
    tracemalloc.start()
    try:
        with pytest.raises(RequestDataTooBig):
            sending(200 * 1024 * 1024).POST  # noqa: B018
        _now, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert peak < 1024 * 1024


def test_sixty_megabytes_cost_no_memory_and_are_refused_in_words(clerk):
    request = sending(60 * 1024 * 1024)
    tracemalloc.start()
    try:
        form = SpendingForm(clerk, request.POST, request.FILES)
        errors = form.errors
        _now, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert errors["papers"] == ["증빙 파일은 파일마다 최대 10MB입니다."]
    assert peak < 8 * 1024 * 1024


def test_several_papers_are_taken_and_six_are_too_many(clerk):
    def errors_of(number: int) -> list[object]:
        files = [SimpleUploadedFile(f"{each}.png", picture()) for each in range(number)]
        form = SpendingForm(clerk, {}, MultiValueDict({"papers": files}))
        return list(form.errors.get("papers", []))

    assert errors_of(5) == []
    assert len(errors_of(6)) == 1
    assert len(errors_of(0)) == 1
