"""What is written down about a rule of the law, and how sure the reading is."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

START = "2023-01-01"
"""The scheme's first day."""


class Tag(StrEnum):
    """How a statement is known."""

    LAW = "a"
    """Read in a legal text or another official source."""
    REPORTED = "b"
    """Reported by the press, or by a local government through the press."""
    READING = "c"
    """Unverified or inferred: it must be easy to change."""


A, B, C = Tag.LAW, Tag.REPORTED, Tag.READING


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One rule, in our own words.

    Attributes:
        rule_id: as the project's notes on the law number it.
        tags: how its statement is known; several where its parts differ.
        basis: article, or what else it rests on.
        begins, ends: first and last day in force, ISO; an empty end is open.
        enforced: dotted names of Python objects, or ``constraint:NAME``, ``trigger:NAME``.
        tests: node ids below ``tests/``, without parameters.
        settings: names of the settings that decide what the law leaves open.
        reading: how an open point is read here, where no setting decides it.
        not_here: why no code enforces it; empty for a rule that is enforced.
    """

    rule_id: str
    statement: str
    tags: tuple[Tag, ...]
    basis: str
    begins: str = START
    ends: str = ""
    enforced: tuple[str, ...] = ()
    tests: tuple[str, ...] = ()
    settings: tuple[str, ...] = ()
    reading: str = ""
    not_here: str = ""


class Section(NamedTuple):
    """The rules of one part of the law."""

    title: str
    rules: tuple[Rule, ...]


def in_file(path: str, *names: str) -> tuple[str, ...]:
    """Return the node ids of the tests ``names`` in ``tests/path``."""
    return tuple(f"tests/{path}::test_{name}" for name in names)


def of_module(module: str, *names: str) -> tuple[str, ...]:
    """Return the dotted names of ``names`` in ``module``."""
    return tuple(f"{module}.{name}" for name in names)


def constraints(*names: str) -> tuple[str, ...]:
    """Return the names of database constraints."""
    return tuple(f"constraint:{name}" for name in names)


def triggers(*names: str) -> tuple[str, ...]:
    """Return the names of database triggers."""
    return tuple(f"trigger:{name}" for name in names)


def all_rules(sections: Iterable[Section]) -> list[Rule]:
    """Return the rules of ``sections``, in order."""
    return [rule for section in sections for rule in section.rules]
