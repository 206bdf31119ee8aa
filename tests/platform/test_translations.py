"""The texts: complete on this tree, faults named, each language its own and no other's."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from importlib.util import find_spec
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext, ngettext

from config import catalogues
from config.catalogues import Shelf
from donations.errors import OwnResidence

ROOT = Path(__file__).parents[2]

CODE = """
from django.utils.translation import gettext_lazy as _, pgettext
title = _("Too late")
detail = _(
    "%(amount_krw)s won came "
    "after %(day)s."
)
kind = pgettext("of a tree", "Pine")
"""
PAGE = """{% load i18n %}
    <h1 title="{% translate 'A page' %}">{{ number }}</h1>
  {% if number %}
{% blocktranslate trimmed count n=number %}
    {{ n }} donor
        gave 5 %
    {% plural %}{{ n }} donors
        gave 5 %
{% endblocktranslate %}
        {% endif %}
"""


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    """Return a small project whose catalogues are new and empty."""
    files = {
        "shop/__init__.py": "",
        "shop/errors.py": CODE,
        "shop/templates/shop/page.html": PAGE,
        "tests/__init__.py": 'from django.utils.translation import gettext\n\ngettext("No text")\n',
        "locale/borrowed.pot": '#: unfold\nmsgid "Run"\nmsgstr ""\n',
    }
    for name, content in files.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content)
    made = Shelf(tmp_path)
    for language in catalogues.LANGUAGES:
        made.update(language)
        made.compile(language)
    return made


@pytest.fixture
def write(shelf: Shelf) -> Callable[..., None]:
    """Return a function that puts a text into a language's file and compiles it."""

    def put(language: str, english: str, text: str, *, flag: str = "") -> None:
        catalogue = shelf.translated(language)
        for message in catalogues.texts_of(catalogue):
            if catalogues.key(message)[0] == english:
                message.string = text if isinstance(message.id, str) else (text,)
                message.flags |= {flag} if flag else set()
        shelf.po(language).write_bytes(catalogues.po_bytes(catalogue))
        shelf.compile(language)

    return put


def test_every_text_of_this_tree_is_translated_and_compiled():
    call_command("translations", check=True)


def test_the_texts_are_those_of_code_templates_and_libraries(shelf):
    messages = {(message.id, message.context) for message in catalogues.texts_of(shelf.marked())}

    assert messages == {
        ("Too late", None),
        ("%(amount_krw)s won came after %(day)s.", None),
        ("Pine", "of a tree"),
        ("A page", None),
        (("%(n)s donor gave 5 %%", "%(n)s donors gave 5 %%"), None),
        ("Run", None),
    }


def test_what_korean_lacks_is_named_and_japanese_only_where_it_is_read(shelf):
    found = list(catalogues.problems(shelf))

    po = Path("locale/ko/LC_MESSAGES/django.po")
    assert f"{po}: 'Too late': not translated (shop/errors.py)" in found
    assert f"{po}: 'Run': not translated (unfold)" in found
    japanese = [problem for problem in found if "/ja/" in problem]
    assert len(found) - len(japanese) == 6
    assert [problem.rpartition("(")[2] for problem in japanese] == [
        "shop/templates/shop/page.html)",
        "shop/templates/shop/page.html)",
        "unfold)",
    ]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            "%(day)s 이후 %(amount)s원",
            "['%(amount)s', '%(day)s'], not ['%(amount_krw)s', '%(day)s']",
        ),
        ("%(day)s 이후", "['%(day)s'], not ['%(amount_krw)s', '%(day)s']"),
        ("%(day)d 이후 %(amount_krw)s원", "['%(amount_krw)s', '%(day)d'], not"),
    ],
)
def test_a_wrong_placeholder_is_found(shelf, write, text, told):
    write("ko", "%(amount_krw)s won came after %(day)s.", text)

    (problem,) = [each for each in catalogues.problems(shelf) if "placeholders" in each]

    assert told in problem


def test_a_right_translation_is_not_complained_of(shelf, write):
    write("ko", "%(amount_krw)s won came after %(day)s.", "%(day)s 이후 %(amount_krw)s원")
    write("ko", "%(n)s donor gave 5 %%", "5%% 기부자 %(n)s명")

    assert not [each for each in catalogues.problems(shelf) if "placeholders" in each]


def test_a_guessed_translation_is_found(shelf, write):
    write("ko", "Too late", "늦음", flag="fuzzy")

    assert [each for each in catalogues.problems(shelf) if each.endswith("marked as fuzzy")]


def test_a_changed_source_and_a_stale_compiled_file_are_found(shelf, write):
    write("ko", "Too late", "너무 늦음")
    (shelf.root / "shop/errors.py").write_text(CODE.replace("Pine", "Fir"))
    shelf.mo("ko").write_bytes(b"")

    found = list(catalogues.problems(shelf))

    assert any("django.po: not up to date" in problem for problem in found)
    assert any("ko/LC_MESSAGES/django.mo: stale" in problem for problem in found)


def test_an_update_keeps_translations_and_drops_what_the_sources_no_longer_hold(shelf, write):
    write("ko", "Too late", "너무 늦음")
    write("ko", "Pine", "소나무")
    (shelf.root / "shop/errors.py").write_text(CODE.replace("Pine", "Fir"))

    shelf.update("ko")
    once = shelf.po("ko").read_bytes()
    shelf.update("ko")

    texts = {message.id: message.string for message in catalogues.read(shelf.po("ko"))}
    assert texts["Too late"] == "너무 늦음"
    assert texts["Fir"] == ""
    assert "Pine" not in texts
    assert shelf.po("ko").read_bytes() == once


def test_the_files_hold_neither_dates_nor_line_numbers(shelf):
    text = shelf.po("ko").read_text()

    assert "Date" not in text
    assert "#: shop/errors.py\n" in text


def test_the_check_ends_with_an_error_that_counts(shelf, settings, capsys):
    settings.BASE_DIR = shelf.root

    with pytest.raises(CommandError, match=r"^9 problem\(s\) in the translations$"):
        call_command("translations", check=True)

    assert "'Too late': not translated" in capsys.readouterr().err


def test_each_language_gets_its_own_words():
    refusal = OwnResidence(residence="11110", recipient="11000")

    with translation.override("en"):
        assert str(refusal.title) == "The donor is a resident of the recipient"
        assert str(refusal).startswith("A resident of 11110 cannot give to 11000")
    with translation.override("ko"):
        assert str(refusal.title) == "기부 대상 자치단체의 주민"
        assert "주민등록지: 11110" in str(refusal)
    assert refusal.detail_in("en") != refusal.detail_in("ko")


def test_japanese_readers_get_english_and_not_korean_where_japanese_is_lacking(shelf, settings):
    settings.LOCALE_PATHS = [shelf.root / "locale"]
    translation.trans_real._translations = {}  # type: ignore[attr-defined]
    try:
        with translation.override("ja"):
            assert gettext("Too late") == "Too late"
            assert gettext("Run") == "Run"
            assert ngettext("%(n)s donor gave 5 %%", "%(n)s donors gave 5 %%", 1).startswith(
                "%(n)s donors"
            )
    finally:
        translation.trans_real._translations = {}  # type: ignore[attr-defined]


def test_the_libraries_still_mark_the_borrowed_texts():
    borrowed = list(catalogues.read(ROOT / "locale" / "borrowed.pot"))
    libraries = {file for message in borrowed for file, _line in message.locations}
    assert libraries == {"unfold", "rest_framework", "django.contrib.admin", "django.contrib.auth"}

    for library in libraries:
        spec = find_spec(library)
        assert spec
        assert spec.origin
        marked = {
            text if isinstance(text, str) else text[0]
            for path in Path(spec.origin).parent.rglob("*")
            if path.suffix in {".py", ".html"}
            for text, _context in catalogues.texts(path)
        }
        ours = {
            catalogues.key(message)[0] for message in borrowed if library in dict(message.locations)
        }
        assert ours <= marked


def test_korean_dates_are_written_as_public_documents_write_them():
    with translation.override("ko"):
        assert (
            date_format(datetime(2026, 10, 5, 14, tzinfo=UTC), "DATETIME_FORMAT")
            == "2026. 10. 5. 14:00"
        )
        assert date_format(date(2026, 10, 5), "DATE_FORMAT") == "2026. 10. 5."
