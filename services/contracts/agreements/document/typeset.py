"""Typesets a document: PDF/A-3a for keeping, PDF/UA-1 for every reader. Runs in a process of its own (`child.py`).

What people have written goes to typst as data and is shown as text, so that nothing in it is run and no file is read;
only the fonts that typst brings are used, so that the same facts give the same bytes on every machine.
"""

import json
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import typst

TEMPLATE = Path(__file__).with_name("contract.typ")
_REMEMBERED = 10
STANDARDS: "list[typst.PDFStandard]" = ["a-3a", "ua-1"]


def typeset(data: Mapping[str, Any], made_at: datetime) -> bytes:
    """The PDF of what `wording.Wording.data` said."""
    # The template reads no file; if it did, it could reach no more than its own folder.
    compiler = typst.Compiler(
        TEMPLATE.read_bytes(),
        root=TEMPLATE.parent,
        font_paths=_fonts(),
        ignore_system_fonts=True,
        sys_inputs=_inputs(data),
    )
    made = compiler.compile(format="pdf", pdf_standards=STANDARDS, timestamp=int(made_at.timestamp()))
    if not isinstance(made, bytes):
        raise TypeError("typst gave no single file")
    return made


def forget_documents() -> None:
    """Let go of what typst remembers of the last ten documents, for which the next seldom has a use: ten empty ones."""
    for _ in range(_REMEMBERED + 1):
        typst.Compiler(b"", font_paths=_fonts(), ignore_system_fonts=True).compile(format="pdf")


def _inputs(data: Mapping[str, Any]) -> dict[str, str]:
    return {"document": json.dumps(data, ensure_ascii=False)}


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False)
