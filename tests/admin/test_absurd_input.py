"""Nothing that somebody types into a form, a filter or an address breaks a page."""

from collections.abc import Iterator
from typing import Any

import pytest
from django import forms
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from accounts.models import Role
from tests.admin import matrix, world
from tests.admin.matrix import MODELS
from tests.admin.test_matrix import address, row_of
from tests.people import BUSAN_JUNG

TEXTS = ("가" * 500, "\x00\u202e👨\u200d👩\u200d👧'\";--")
NUMBERS = ("9" * 18, "-1")
DAYS = ("9999-12-31", "0001-01-01")
EMAILS = (f"{'a' * 250}@x.kr", "a@b.kr\nBcc: c@d.kr")
RANGES = ("donated_on", "issued_on", "happened_at")
QUERIES = (
    "q=%00&p=-1&after=e30&status__exact=%00&month=9999-12",
    "q=9999-12-31+99999999999999999999&after=WyJ4Il0&o=99&of=26110-99999999999999999999",
    *(
        "&".join(f"{name}_{end}={day}&{name}_{end}_0={day}" for name in RANGES)
        for day, end in zip(DAYS, ("to", "from"), strict=True)
    ),
    "month=2026-13&of=%00&after=99999999999999999999&person=%00&donated_on_from=%00",
)


TYPED: dict[type[forms.Field], tuple[str, ...]] = {
    forms.EmailField: EMAILS,
    forms.DateField: DAYS,
    forms.IntegerField: NUMBERS,
    forms.DecimalField: NUMBERS,
    forms.ModelChoiceField: NUMBERS,
}


def absurd(field: forms.Field, which: int) -> Any:
    """Return what is typed into ``field``; as much of a text as the form lets through."""
    if isinstance(field, forms.FileField):
        return SimpleUploadedFile("a.csv", TEXTS[which].encode())
    if isinstance(field, forms.ChoiceField) and not isinstance(field, forms.ModelChoiceField):
        offered: Any = field.choices
        return next((str(key) for key, _label in offered if key), "")
    texts = next((typed for kind, typed in TYPED.items() if isinstance(field, kind)), TEXTS)
    return texts[which][: getattr(field, "max_length", None) or 500]


def fields_of(page: Any) -> dict[str, forms.Field]:
    """Return the fields of the form of a page or dialog, if it has one."""
    for told in page.context or ():
        for name in ("form", "adminform"):
            form = told.get(name)
            form = getattr(form, "form", form)
            if isinstance(form, forms.BaseForm):
                return dict(form.fields)
    return {}


def pages_with_forms() -> Iterator[str]:
    for label, pages in MODELS.items():
        if pages.added_by:
            yield reverse(f"admin:{label}_add")
        yield from (reverse(f"admin:{label}_{name}") for name in pages.lists)
        key = row_of(apps.get_model(label.replace("_", ".", 1)), pages, BUSAN_JUNG).pk
        yield from (address(f"{label}_{name}", key) for name in ("change", *pages.actions))
    yield from (reverse(f"admin:{name}") for name in ("my_account", "password_change"))


@pytest.fixture
def client(login: Any) -> Client:
    world.shared()
    found: Client = login(world.build(BUSAN_JUNG, matrix.BOOKS).officials[Role.MANAGER])
    return found


def test_no_form_breaks_whatever_is_typed(client):
    """The client raises what a page raises."""
    filled = 0
    for url in pages_with_forms():
        fields = fields_of(client.get(url, headers={"HX-Request": "true"}))
        for which in range(len(TEXTS)) if fields else ():
            sent = {name: absurd(field, which) for name, field in fields.items()}
            assert client.post(url, {**sent, "_form_submitted": "1"}).status_code < 500, url
            filled += 1

    assert filled > 80


def test_no_list_breaks_whatever_stands_in_its_address(client):
    lists = [f"{label}_changelist" for label in MODELS]
    pages = [f"{label}_{name}" for label, pages in MODELS.items() for name in pages.lists]
    for name in (*lists, *pages):
        for query in QUERIES:
            assert client.get(f"{reverse(f'admin:{name}')}?{query}").status_code < 500, name
