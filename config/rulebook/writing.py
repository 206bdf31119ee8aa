"""``docs/rules.md``: every rule for whoever wants to see that the service keeps it."""

from collections.abc import Iterable, Iterator

from config.rulebook import parameters
from config.rulebook.choices import CHOICES
from config.rulebook.rule import Rule, Section, Tag

HEAD = """\
# The rules of the law, and where they are kept

Written by `manage.py rules` from `config/rulebook`; do not edit it by hand. `make check` fails when
it is stale, when something it names does not exist, or when the code cites a rule that is not here.

The numbers are those of the project's notes on the law. How a statement is known: **(a)** read in a
legal text or another official source; **(b)** reported by the press or by a local government;
**(c)** unverified or inferred, so a setting or a reading that can be changed. Days are days in
Seoul, both ends included. Articles of 시행령 without another name are of the Decree to
고향사랑 기부금에 관한 법률."""

NAMES = {Tag.LAW: "(a)", Tag.REPORTED: "(b)", Tag.READING: "(c)"}


def document(sections: Iterable[Section]) -> str:
    """Return the whole page."""
    sections = tuple(sections)
    return "\n".join([*_lines(sections), ""])


def _lines(sections: tuple[Section, ...]) -> Iterator[str]:
    yield HEAD
    yield from _overview(sections)
    yield from _parameters()
    yield from _settings(sections)
    for section in sections:
        yield f"\n## {section.title}"
        for rule in section.rules:
            yield from _rule(rule)


def _overview(sections: tuple[Section, ...]) -> Iterator[str]:
    yield "\n## Overview\n"
    yield "| part | rules | enforced here | not enforceable here |"
    yield "|---|---:|---:|---:|"
    total = [0, 0, 0]
    for section in sections:
        out = sum(bool(rule.not_here) for rule in section.rules)
        counts = [len(section.rules), len(section.rules) - out, out]
        total = [before + more for before, more in zip(total, counts, strict=True)]
        yield f"| [{section.title}](#{_anchor(section.title)}) | " + _cells(counts)
    yield "| **all** | " + _cells(total)


def _cells(counts: list[int]) -> str:
    return " | ".join(str(count) for count in counts) + " |"


def _anchor(title: str) -> str:
    kept = "".join(letter for letter in title.lower() if letter.isalnum() or letter in " -")
    return kept.replace(" ", "-")


def _parameters() -> Iterator[str]:
    yield "\n## Limits and rates by date\n"
    yield "Read from the tables that intake itself uses.\n"
    yield "| what | from | until | value | known | table |"
    yield "|---|---|---|---|---|---|"
    for row in parameters.rows():
        yield (
            f"| {row.key} | {row.begins} | {row.ends or '—'} | {row.value} | {NAMES[row.tag]} | "
            f"`{row.table}` |"
        )


def _settings(sections: tuple[Section, ...]) -> Iterator[str]:
    yield "\n## Where the law leaves room: settings\n"
    yield "What each does is told in [operations.md](operations.md#where-the-law-leaves-room).\n"
    yield "| setting | default | decides | rules |"
    yield "|---|---|---|---|"
    of_setting: dict[str, list[str]] = {}
    for section in sections:
        for rule in section.rules:
            for name in rule.settings:
                of_setting.setdefault(name, []).append(rule.rule_id)
    for choice in CHOICES:
        rule_ids = ", ".join(of_setting[choice.name])
        yield f"| `{choice.name}` | `{choice.default}` | {choice.decides} | {rule_ids} |"


def _rule(rule: Rule) -> Iterator[str]:
    known = " ".join(NAMES[tag] for tag in rule.tags)
    days = f"from {rule.begins}" + (f" until {rule.ends}" if rule.ends else "")
    yield f"\n### {rule.rule_id}\n"
    yield f"{rule.statement} {known}\n"
    yield f"- {rule.basis} · {days}"
    if rule.not_here:
        yield f"- Not enforceable here because {rule.not_here}."
        return
    if rule.settings:
        yield f"- Setting: {_code(rule.settings)}"
    if rule.reading:
        yield f"- Read here as: {rule.reading}"
    yield f"- Enforced: {_code(name.replace(':', ' ') for name in rule.enforced)}"
    yield "- Tests:"
    yield from (f"  - `{test}`" for test in rule.tests)


def _code(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)
