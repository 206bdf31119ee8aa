"""The pages of bulk intake: a file from upload to receipts, by hand, and nobody else's."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from accounts import scope
from audit.models import AuditEvent
from desk.bulk import decisions, job, queue
from desk.bulk.erasure import KEPT_FOR, erase_old
from desk.bulk.errors import BulkStateConflict
from desk.bulk.models import BulkChunk, BulkFile, BulkSource
from desk.waiting import waiting_for
from donations.models import Donation
from tests.desk.files import (
    examined,
    in_utf8,
    line,
    person,
    rows_of,
    source_of,
    states,
    table,
    workbook,
)

ADD = "/admin/desk/bulkfile/add/"


def post_file(client, source, content: bytes, name="기부.csv", **more):
    given = {"source": source.pk, "is_declared": "on", **more}
    return client.post(ADD, {**given, "file": SimpleUploadedFile(name, content)})


def test_an_official_takes_a_file_in(source, login, clerk):
    client = login(clerk)
    content = table(line(1), line(2, 기부금액="많이")).encode("cp949")

    uploaded = post_file(client, source, content)
    file = BulkFile.objects.get()
    address = reverse("admin:desk_bulkfile_change", args=[file.pk])
    assert (uploaded.status_code, uploaded["Location"]) == (302, address)
    page = client.get(address)
    columns = {name: str(at) for name, at in file.columns.items()}
    assert page.context["form"]["amount"].value() == columns["amount"]

    assert client.post(address, {**columns, "method": "card", "assign": "1"}).status_code == 302
    page = client.get(address, headers={"Accept-Language": "ko"}).content.decode()
    assert "홍*동" in page
    assert "홍길동" not in page
    assert person(1) not in page
    assert "기부금" in page
    assert [task.number for task in waiting_for(clerk)] == [1]

    assert client.post(address, {"start": "1"}).status_code == 302
    assert 'hx-trigger="every 2s"' in client.get(address).content.decode()
    job.work_on(file.pk, "test")
    assert states(file) == ["accepted", "refused"]
    assert Donation.objects.get().portal == source.portal
    assert client.get(address, {"show": "refused"}).context["rows"][0][0].number == 3


def test_a_row_is_opened_corrected_and_decided_on_its_page(source, login, clerk, give):
    earlier = give()
    file = examined(
        in_utf8(line(1, 주민등록번호="900101-1234567"), line(2, 주소지="없는시")), source, clerk
    )
    client = login(clerk)
    doubtful, refused = (
        reverse("admin:desk_bulkfile_row", args=[file.pk, row.number]) for row in rows_of(file)
    )

    page = client.get(doubtful)
    assert earlier.receipt.number in page.content.decode()
    assert "no-store" in page["Cache-Control"]
    assert client.post(doubtful, {"take": "1"}).status_code == 302
    cells = {f"cell{at}": cell for at, cell in enumerate(line(2))}
    corrected = client.post(f"{refused}?show=refused", {**cells, "correct": "1"})
    assert corrected["Location"].endswith(f"{file.pk}/change/?show=refused")

    assert states(file) == ["ready", "ready"]
    opened = AuditEvent.objects.get(kind="bulk_row.opened")
    assert (opened.official, opened.facts["row"]) == (clerk, 2)


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.csv", b"", "empty"),
        ("a.csv", b"hello\nworld", "No headings"),
        ("a.xlsx", b"PK\x03\x04....", "damaged"),
    ],
)
def test_a_file_that_is_none_is_refused_beside_its_field(
    source, login, clerk, name, content, words
):
    page = post_file(login(clerk), source, content, name)

    assert page.status_code == 200
    assert words in str(page.context["form"].errors["file"])
    assert not BulkFile.objects.exists()


def test_a_formula_is_shown_as_a_refusal_and_not_as_a_link(source, login, clerk):
    link = '=HYPERLINK("http://evil.example","x")'
    client = login(clerk)
    post_file(client, source, workbook([*line(1)[:1], link, *line(1)[2:]]).getvalue(), "b.xlsx")
    file = BulkFile.objects.get()
    address = reverse("admin:desk_bulkfile_change", args=[file.pk])
    client.post(address, {**file.columns, "method": "card", "assign": "1"})

    page = client.get(address).content.decode()

    assert states(file) == ["refused"]
    assert "A formula is not taken" in page
    assert "evil.example" not in page


def test_another_s_file_source_and_row_are_not_found(source, login, clerk, other_manager):
    file = examined(in_utf8(line(1)), source, clerk)
    client = login(other_manager)
    address = reverse("admin:desk_bulkfile_change", args=[file.pk])

    for url in (
        address,
        reverse("admin:desk_bulkfile_row", args=[file.pk, 2]),
        reverse("admin:desk_bulksource_change", args=[source.pk]),
    ):
        assert client.get(url).status_code == 404, url
        assert client.post(url, {"start": "1", "take": "1"}).status_code == 404, url
    answer = post_file(client, source, in_utf8(line(2)).getvalue())
    assert answer.context["form"].errors.keys() == {"source"}
    answer = post_file(
        client, source_of(other_manager), in_utf8(line(2)).getvalue(), corrects=str(file.pk)
    )
    assert answer.context["form"].errors.keys() == {"corrects"}
    assert states(file) == ["ready"]


def test_pages_of_rows_go_on_where_the_last_one_ended(source, login, clerk):
    file = examined(in_utf8(*(line(n) for n in range(1, 121))), source, clerk)
    client = login(clerk)
    address = reverse("admin:desk_bulkfile_change", args=[file.pk])

    seen: list[int] = []
    after: int | None = 0
    while after is not None:
        page = client.get(address, {"after": after}).context
        seen += [row.number for row, _state in page["rows"]]
        after = page["following"]

    assert seen == list(range(2, 122))
    assert client.get(address, {"after": "x" * 9, "show": "nothing"}).status_code == 200


def test_a_manager_adds_a_source(own_database, login, manager, clerk):
    client = login(manager)
    given = {"name": "위기브", "channel": "PLATFORM", "code": "wegive", "payment_method": "card"}

    assert client.post("/admin/desk/bulksource/add/", given).status_code == 302

    source = BulkSource.objects.get()
    assert source.portal.channel_code == "PLATFORM:wegive"
    assert source.portal.scopes == ""
    assert AuditEvent.objects.get(kind="bulk_source.added").official == manager
    again = client.post("/admin/desk/bulksource/add/", given)
    assert again.context["form"].errors
    assert login(clerk).get("/admin/desk/bulksource/add/").status_code == 403


def test_a_file_that_was_given_up_is_named_and_can_be_tried_again_or_closed(source, login, clerk):
    file = examined(in_utf8(line(1), line(2)), source, clerk)
    client = login(clerk)
    address = reverse("admin:desk_bulkfile_change", args=[file.pk])
    assert client.post(address, {"start": "1"}).status_code == 302
    BulkFile.objects.update(
        attempts=queue.MOST_ATTEMPTS, claimed_by="dead", lease_until=timezone.now()
    )

    assert queue.lost_files() == []
    assert [str(task.title) for task in waiting_for(clerk)] == [
        "Files that could not be worked through"
    ]
    page = client.get(address).content.decode()
    assert 'id="busy"' not in page
    assert client.post(address, {"again": "1"}).status_code == 302
    job.work_on(file.pk, "another")

    assert states(file) == ["accepted", "accepted"]
    assert waiting_for(clerk) == []
    assert client.post(address, {"again": "1"}).status_code == 200, "it was not given up"
    kinds = AuditEvent.objects.filter(kind="bulk_file.tried_again")
    assert [event.official for event in kinds] == [clerk]


def test_what_a_given_up_file_says_of_persons_goes_like_any_other(source, clerk):
    file = examined(in_utf8(line(1)), source, clerk)
    decisions.start(file.pk, actor=clerk)
    scope.enter(scope.SYSTEM)
    with pytest.raises(BulkStateConflict):
        decisions.close_file(file.pk, actor=clerk)
    assert erase_old(timezone.now() + KEPT_FOR) == 0

    BulkFile.objects.update(attempts=queue.MOST_ATTEMPTS)
    assert erase_old(timezone.now() + KEPT_FOR) == 1

    assert set(BulkChunk.objects.values_list("sealed", flat=True)) == {""}
    assert Donation.objects.count() == 0
