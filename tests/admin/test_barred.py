"""The list of barred relations on the officials' site."""

from django.urls import reverse

from donations.barred import bar_person
from donations.barred_models import BarredPerson, Relation
from kernel.dates import seoul_date
from tests.people import HONG

LIST = reverse("admin:donations_barredperson_changelist")
SENT = {"_form_submitted": "True"}
ENTRY = {
    "resident_number": HONG.resident_number,
    "name": HONG.name,
    "relation": "contract",
    "begins_on": "2026-01-01",
}


def test_a_manager_puts_a_person_on_the_list_and_lifts_the_entry(login, manager, clerk):
    page = login(manager)

    added = page.post(reverse("admin:donations_barredperson_bar"), SENT | ENTRY, follow=True)

    entry = BarredPerson.objects.get()
    assert "The person is on the list." in added.content.decode()
    assert HONG.name not in added.content.decode()
    assert "홍*동" in login(clerk).get(LIST).content.decode()
    lift = reverse("admin:donations_barredperson_lift", args=[entry.pk])
    assert "The entry is lifted." in page.post(lift, SENT, follow=True).content.decode()
    entry.refresh_from_db()
    assert entry.lifted_by == manager


def test_a_clerk_reads_the_list_and_another_government_finds_nothing(
    login, manager, clerk, other_manager
):
    entry = bar_person(
        resident_number=HONG.resident_number,
        name=HONG.name,
        relation=Relation.WORK,
        begins_on=seoul_date(manager.joined_at),
        actor=manager,
    )
    bar = reverse("admin:donations_barredperson_bar")
    change = reverse("admin:donations_barredperson_change", args=[entry.pk])

    assert login(clerk).post(bar, SENT | ENTRY).status_code == 403
    assert login(other_manager).get(change).status_code == 404
    lift = reverse("admin:donations_barredperson_lift", args=[entry.pk])
    login(other_manager).post(lift, SENT)

    assert BarredPerson.objects.get().lifted_at is None
