"""What a PDF says, read by other programs than the one that made it."""

import io
import json
import shutil
import subprocess
from typing import Any

import pytest
from pyhanko.pdf_utils.reader import PdfFileReader

needs_poppler = pytest.mark.skipif(shutil.which("pdfsig") is None, reason="poppler-utils are not installed")


def text_of(pdf: bytes) -> str:
    """What stands on the pages, each stretch of blanks as one."""
    ended = subprocess.run(["pdftotext", "-layout", "-", "-"], input=pdf, capture_output=True, check=True)  # noqa: S607
    return " ".join(ended.stdout.decode().split())


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
