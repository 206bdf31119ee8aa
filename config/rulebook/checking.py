"""Where the registry of rules and the code no longer agree."""

import ast
import importlib
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

from django.apps import apps
from django.conf import settings

from config.rulebook.choices import CHOICES
from config.rulebook.rule import Rule

CITATION = re.compile(r"KR-[A-Z]{2,3}-\d{2}")
TRIGGER = re.compile(r"CREATE (?:CONSTRAINT )?TRIGGER (\w+)")
SUFFIXES = {".py", ".md", ".html", ".typ", ".yaml", ".yml", ".css", ".sql", ".txt"}
LEFT_OUT = {"requirements", "node_modules"}


def problems(rules: list[Rule], complete: dict[str, int], root: Path) -> Iterator[str]:
    """Yield what is wrong, a sentence each."""
    yield from _ids(rules, complete)
    triggers = _triggers(root)
    names = _constraints()
    for rule in rules:
        yield from (f"{rule.rule_id}: {fault}" for fault in _form(rule))
        for name in rule.enforced:
            if not _exists(name, names, triggers):
                yield f"{rule.rule_id}: there is no {name}"
    yield from _settings(rules, root)
    yield from _tests(rules, root)
    yield from _uncited(rules, root)


def _ids(rules: list[Rule], complete: dict[str, int]) -> Iterator[str]:
    counted = Counter(rule.rule_id for rule in rules)
    yield from (f"{rule_id} is written down {n} times" for rule_id, n in counted.items() if n > 1)
    for part, last in complete.items():
        for number in range(1, last + 1):
            if f"KR-{part}-{number:02}" not in counted:
                yield f"KR-{part}-{number:02} is not written down"


def _form(rule: Rule) -> Iterator[str]:
    if not CITATION.fullmatch(rule.rule_id):
        yield "is no number of a rule"
    if rule.not_here and (rule.enforced or rule.tests):
        yield "is said to be enforced, and not to be"
    if not rule.not_here and not (rule.enforced and rule.tests):
        yield "names nothing that enforces it, or no test, and gives no reason"
    if rule.ends and rule.ends < rule.begins:
        yield "ends before it begins"


def _exists(name: str, constraints: set[str], triggers: set[str]) -> bool:
    kind, _, rest = name.partition(":")
    if kind == "constraint":
        return rest in constraints
    if kind == "trigger":
        return rest in triggers
    return _is_object(name)


def _is_object(name: str) -> bool:
    parts = name.split(".")
    for length in range(len(parts) - 1, 0, -1):
        try:
            found = importlib.import_module(".".join(parts[:length]))
        except ModuleNotFoundError:
            continue
        for part in parts[length:]:
            if not hasattr(found, part):
                return False
            found = getattr(found, part)
        return True
    return False


def _constraints() -> set[str]:
    return {
        constraint.name for model in apps.get_models() for constraint in model._meta.constraints
    }


def _triggers(root: Path) -> set[str]:
    migrations = root.glob("*/migrations/0*.py")
    return {name for path in migrations for name in TRIGGER.findall(path.read_text("utf-8"))}


def _settings(rules: Iterable[Rule], root: Path) -> Iterator[str]:
    told = (root / "docs" / "operations.md").read_text("utf-8")
    named = {name for rule in rules for name in rule.settings}
    choices = {choice.name for choice in CHOICES}
    yield from (f"{name} is of no rule" for name in sorted(choices - named))
    for name in sorted(named):
        if name not in choices or not hasattr(settings, name):
            yield f"there is no setting {name} among the choices"
        if f"`{name}" not in told:
            yield f"docs/operations.md does not tell of {name}"


def _tests(rules: Iterable[Rule], root: Path) -> Iterator[str]:
    known: dict[str, set[str]] = {}
    for rule in rules:
        for node_id in rule.tests:
            path, _, name = node_id.partition("::")
            if path not in known:
                known[path] = _functions(root / path)
            if name not in known[path]:
                yield f"{rule.rule_id}: there is no test {node_id}"


def _functions(path: Path) -> set[str]:
    if not path.is_file():
        return set()
    tree = ast.parse(path.read_text("utf-8"))
    return {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}


def _uncited(rules: Iterable[Rule], root: Path) -> Iterator[str]:
    """Yield the citations of rules that nobody wrote down."""
    written = {rule.rule_id for rule in rules}
    for path in _texts(root):
        for number, line in enumerate(path.read_text("utf-8").splitlines(), start=1):
            for rule_id in CITATION.findall(line):
                if rule_id not in written:
                    yield (
                        f"{path.relative_to(root)}:{number} cites {rule_id}, which is not written "
                        "down in config/rulebook"
                    )


def _texts(root: Path) -> Iterator[Path]:
    for folder in sorted(root.iterdir()):
        if folder.name.startswith(".") or folder.name in LEFT_OUT:
            continue
        for path in sorted(folder.rglob("*")) if folder.is_dir() else [folder]:
            if path.suffix in SUFFIXES and path.is_file():
                yield path
