"""Documents by Typst (ADR 0010): one at a time in the process apart, or many at once in this one.

Fonts come from installed packages, never from the system: the same bytes on every machine.
"""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from queue import LifoQueue
from typing import Any, TypedDict, Unpack

from kernel.apart import apart

ARCHIVAL = ["a-2a", "ua-1"]
"""The standards of a document that is to be kept: PDF/A-2a, PDF/UA-1."""

AT_A_TIME = os.cpu_count() or 1
"""Documents that a process makes at once; the typesetter lets other threads run meanwhile."""


class How(TypedDict, total=False):
    """What the typesetter is told: the source, or inputs to the template; the time of making, in
    seconds since 1970; and the standards to keep.
    """

    input: bytes
    sys_inputs: dict[str, str]
    timestamp: int
    pdf_standards: list[str]


def typeset(template: Path, folders: Sequence[str], **how: Unpack[How]) -> bytes:
    """Return the PDF of ``template``, with fonts from ``folders``.

    Threads may call this at once; they take turns. The typesetter, its fonts and what it remembers
    of a layout are in the process apart.
    """
    return apart(typeset_here, template, tuple(folders), **how)


def typeset_here(template: Path, folders: Sequence[str], **how: Unpack[How]) -> bytes:
    """Return the same, made in this process, which then keeps all that; threads work at once."""
    with _compiler(template, tuple(folders)) as compiler:
        pdf = compiler.compile(format="pdf", **{"timestamp": 0, **how})
    if not isinstance(pdf, bytes):
        raise TypeError("the typesetter gave no document")
    return pdf


@contextmanager
def _compiler(template: Path, folders: tuple[str, ...]) -> Iterator[Any]:
    """Lend a compiler to one thread; the one that came back last, as it remembers the most."""
    idle = _compilers(template, folders)
    compiler = idle.get()
    try:
        yield compiler
    finally:
        idle.put(compiler)


@cache
def _compilers(template: Path, folders: tuple[str, ...]) -> "LifoQueue[Any]":
    import typst  # seven megabytes, where documents are made

    fonts = typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=list(folders)
    )
    idle: LifoQueue[Any] = LifoQueue()
    for _ in range(AT_A_TIME):
        idle.put(typst.Compiler(str(template), root=str(template.parent), font_paths=fonts))
    return idle


def forget_compilers() -> None:
    """Have the next document load its fonts anew."""
    _compilers.cache_clear()
