"""What a PDF says, read by other programs than the one that made it."""

import io
import json
import re
import shutil
import subprocess
from collections.abc import Sequence
from itertools import combinations
from typing import Any

import pytest
from pyhanko.pdf_utils.reader import PdfFileReader

_WORD = re.compile(r'<word xMin="(.+?)" yMin="(.+?)" xMax="(.+?)" yMax="(.+?)">(.*?)</word>')
# Boxes of lines under each other touch by as much, in points.
_LEADING = 3.0
needs_poppler = pytest.mark.skipif(shutil.which("pdfsig") is None, reason="poppler-utils are not installed")


def text_of(pdf: bytes) -> str:
    """What stands on the pages, each stretch of blanks as one."""
    ended = subprocess.run(["pdftotext", "-layout", "-", "-"], input=pdf, capture_output=True, check=True)  # noqa: S607
    return " ".join(ended.stdout.decode().split())


def overlapping(pdf: bytes) -> list[tuple[str, str]]:
    """Words of which one stands on another."""
    ended = subprocess.run(["pdftotext", "-bbox", "-", "-"], input=pdf, capture_output=True, check=True)  # noqa: S607
    found = []
    for page in ended.stdout.decode().split("<page ")[1:]:
        words = [(*map(float, box), word) for *box, word in _WORD.findall(page)]
        found += [(one[4], other[4]) for one, other in combinations(words, 2) if _overlap(one, other)]
    return found


def _overlap(one: Sequence[Any], other: Sequence[Any]) -> bool:
    across = min(one[2], other[2]) - max(one[0], other[0])
    down = min(one[3], other[3]) - max(one[1], other[1])
    return bool(across > 1 and down > _LEADING)


def root_of(pdf: bytes) -> Any:
    return PdfFileReader(io.BytesIO(pdf)).root


def card_of(pdf: bytes) -> dict[str, Any]:
    """What is attached for machines."""
    names = root_of(pdf)["/Names"]["/EmbeddedFiles"]["/Names"]
    found: dict[str, Any] = json.loads(names[1]["/EF"]["/F"].data)
    return found


def tags_of(pdf: bytes) -> set[str]:
    """The kinds of element of its structure, by which a screen reader goes."""
    found: set[str] = set()

    def visit(element: Any) -> None:
        if not isinstance(element, dict):
            return
        if "/S" in element:
            found.add(str(element["/S"])[1:])
        below = element.get("/K", [])
        for each in below if isinstance(below, list) else [below]:
            visit(each.get_object() if hasattr(each, "get_object") else each)

    visit(root_of(pdf)["/StructTreeRoot"])
    return found
