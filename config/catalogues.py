"""Read the marked strings of the code, keep their translations, and say what is wrong with them.

The msgids are the English texts. A catalogue (``locale/ko``, ``locale/ja``) is a pair of files:
``django.po`` for people and ``django.mo`` for Django, both committed, both the same bytes for
the same content. Libraries bring Korean for little of what officials and portals see of them;
``locale/borrowed.pot`` lists the texts of theirs that this project translates.

Needs Babel, which only developers have; the service reads the compiled files alone.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

LANGUAGES = ("ko", "ja")
"""The languages with a catalogue; English is what stands in the code."""
JAPANESE_IS_SHOWN = re.compile(r"^reports/|^projects/|/templates/|^[^/]+$")
"""Where a text comes from that Japanese readers see; elsewhere they may read English.

The last kind are libraries, whose own Japanese English would hide.
"""

TEMPLATE_SUFFIXES = {".html", ".txt"}
ONE, PLURAL, IN_CONTEXT = None, (1, 2), ((1, "c"), 2)
KEYWORDS = {
    "_": ONE,
    "gettext": ONE,
    "gettext_lazy": ONE,
    "gettext_noop": ONE,
    "ngettext": PLURAL,
    "ngettext_lazy": PLURAL,
    "pgettext": IN_CONTEXT,
    "pgettext_lazy": IN_CONTEXT,
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%[sd]|\{\w*[^{}]*\}")
WIDTH = 100
HEADER = "# Kept in step with the code by: manage.py translations"

Key = tuple[str, str | None]
"""A message's English (singular) and its context."""


class Bare(Catalog):
    """A catalogue whose header names no date and no program, so that it changes with its texts."""

    def _get_mime_headers(self) -> list[tuple[str, str]]:
        return [
            ("Language", str(self.locale or "en")),
            ("MIME-Version", "1.0"),
            ("Content-Type", "text/plain; charset=utf-8"),
            ("Content-Transfer-Encoding", "8bit"),
            ("Plural-Forms", self.plural_forms),
        ]

    def _set_mime_headers(self, headers: Iterable[tuple[str, str]]) -> None:
        """Take no headers: there are no others."""

    mime_headers = property(_get_mime_headers, _set_mime_headers)


@dataclass(frozen=True, slots=True)
class Shelf:
    """Where the sources and the catalogues of one project are."""

    root: Path

    def po(self, language: str) -> Path:
        """Return the path of a language's texts."""
        return self.root / "locale" / language / "LC_MESSAGES" / "django.po"

    def mo(self, language: str) -> Path:
        """Return the path of what Django reads."""
        return self.po(language).with_suffix(".mo")

    def sources(self) -> Iterator[Path]:
        """Yield the code and the templates that may hold marked texts; tests do not."""
        for package in sorted(self.root.iterdir()):
            if package.name == "tests" or not (package / "__init__.py").exists():
                continue
            for path in sorted(package.rglob("*")):
                is_template = path.suffix in TEMPLATE_SUFFIXES and "templates" in path.parts
                if path.suffix == ".py" or is_template:
                    yield path

    def marked(self) -> Catalog:
        """Return every marked text of the sources and the borrowed ones, with its files."""
        found = Bare()
        for path in self.sources():
            for text, context in texts(path):
                found.add(text, locations=[(str(path.relative_to(self.root)), 1)], context=context)
        borrowed = self.root / "locale" / "borrowed.pot"
        for message in read(borrowed) if borrowed.exists() else ():
            found.add(message.id, locations=message.locations, context=message.context)
        return found

    def translated(self, language: str) -> Catalog:
        """Return the catalogue that the sources ask for, with the translations there are.

        What the sources no longer hold is left out.
        """
        earlier = {key(message): message for message in read(self.po(language))}
        updated = Bare(locale=language, fuzzy=False, header_comment=HEADER)
        for message in texts_of(self.marked()):
            known = earlier.get(key(message))
            kept = (
                known
                if known and isinstance(known.id, str) == isinstance(message.id, str)
                else None
            )
            updated.add(
                message.id,
                kept.string if kept else ("" if isinstance(message.id, str) else ("",)),
                locations=sorted(set(message.locations)),
                flags={"fuzzy"} if kept and kept.fuzzy else (),
                user_comments=kept.user_comments if kept else (),
                context=message.context,
            )
        return updated

    def update(self, language: str) -> None:
        """Write the texts' file anew from the sources."""
        path = self.po(language)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(po_bytes(self.translated(language)))

    def compile(self, language: str) -> None:
        """Write the file that Django reads."""
        self.mo(language).write_bytes(mo_bytes(read(self.po(language)), language))


def texts(path: Path) -> Iterator[tuple[str | tuple[str, ...], str | None]]:
    """Yield each marked text of a file and its context.

    Raises:
        SyntaxError: a template's translation block holds a tag.
    """
    source = path.read_text()
    if path.suffix in TEMPLATE_SUFFIXES:
        # What is left of a template is indented at will, which Python allows in brackets only.
        source = f"(\n{templatize(source, str(path))}\n)"
    for _line, text, _comments, context in extract(
        "python", BytesIO(source.encode()), keywords=KEYWORDS, options={"encoding": "utf-8"}
    ):
        yield text, context


def read(path: Path) -> Iterable[Message]:
    """Return the messages of a catalogue; none if there is no such file yet."""
    if not path.exists():
        return []
    with path.open("rb") as file:
        return texts_of(read_po(file))


def texts_of(catalogue: Catalog) -> list[Message]:
    """Return the messages of ``catalogue`` without its header."""
    return [message for message in catalogue if message.id]


def key(message: Message) -> Key:
    """Return what a message is known by."""
    return (message.id if isinstance(message.id, str) else message.id[0]), message.context


def forms(text: str | Iterable[str] | None) -> list[str]:
    """Return the forms of a text: one, or its singular and plural."""
    return [text or ""] if text is None or isinstance(text, str) else list(text)


def po_bytes(catalogue: Catalog) -> bytes:
    """Return ``catalogue`` as its texts' file: sorted, with files but no lines in comments."""
    file = BytesIO()
    write_po(
        file, catalogue, width=WIDTH, sort_output=True, ignore_obsolete=True, include_lineno=False
    )
    return file.getvalue()


def mo_bytes(messages: Iterable[Message], language: str) -> bytes:
    """Return what Django reads.

    Django falls back to Korean for what a language lacks; a Japanese reader is better served
    with the English, so that is put in.
    """
    compiled = Bare(locale=language, fuzzy=False)
    for message in messages:
        text = message.string
        if language != "ko" and (message.fuzzy or not all(forms(text))):
            text = message.id if isinstance(message.id, str) else (message.id[-1],)
        compiled.add(message.id, text, flags=message.flags - {"fuzzy"}, context=message.context)
    file = BytesIO()
    write_mo(file, compiled)
    return file.getvalue()


def problems(shelf: Shelf) -> Iterator[str]:
    """Yield what is wrong with the catalogues, one sentence a problem; nothing if all is well."""
    for language in LANGUAGES:
        path = shelf.po(language)
        name = path.relative_to(shelf.root)
        if not path.exists():
            yield f"{name}: missing; run manage.py translations"
            continue
        if path.read_bytes() != po_bytes(shelf.translated(language)):
            yield f"{name}: not up to date with the sources; run manage.py translations"
        for message in texts_of(shelf.translated(language)):
            for problem in problems_of(message, language):
                yield f"{name}: {key(message)[0]!r}: {problem}"
        compiled = shelf.mo(language)
        if not compiled.exists() or compiled.read_bytes() != mo_bytes(read(path), language):
            yield f"{name.with_suffix('.mo')}: stale; run manage.py translations --compile"


def problems_of(message: Message, language: str) -> Iterator[str]:
    """Yield what is wrong with one translation."""
    files = [file for file, _line in message.locations]
    is_shown = language == "ko" or any(JAPANESE_IS_SHOWN.search(file) for file in files)
    if not all(forms(message.string)):
        if is_shown:
            yield f"not translated ({', '.join(files)})"
        return
    if message.fuzzy:
        yield "marked as fuzzy"
    wanted = set(PLACEHOLDER.findall(forms(message.id)[-1]))
    for form in forms(message.string):
        found = set(PLACEHOLDER.findall(form))
        if found != wanted:
            yield f"has the placeholders {sorted(found)}, not {sorted(wanted)}"
