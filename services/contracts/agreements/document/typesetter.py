"""The process that typesets documents (and seals them, with the key that it is told first): `render.py` asks it.

A question is JSON: what the template shows, the time that the document bears. An answer is JSON in one line, and then
the document: how many pages, or what was wrong.
"""

import io
import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from pyhanko.pdf_utils.reader import PdfFileReader

from services.contracts.agreements.document.typeset import typeset
from shared.app.child_main import serve

MIB = 1024 * 1024
# A document of 60 pages takes some 350 MiB of addresses, and typst remembers the last ten.
MEMORY = 640 * MIB
RETIRES_AT = 200 * MIB


def main() -> None:
    """Answer until nobody asks."""
    serve(_prepare, MEMORY, retires_at=RETIRES_AT)


def _prepare(_first: bytes) -> Callable[[bytes], bytes]:
    return _answer


def _answer(question: bytes) -> bytes:
    asked: dict[str, Any] = json.loads(question)
    try:
        made = typeset(asked["data"], datetime.fromtimestamp(asked["made_at"], UTC))
    except BaseException as failure:  # noqa: BLE001  # typst panics with what is no Exception
        return _said({"trouble": type(failure).__name__})
    pages = int(PdfFileReader(io.BytesIO(made)).root["/Pages"]["/Count"])
    return _said({"pages": pages}) + made


def _said(header: dict[str, Any]) -> bytes:
    return json.dumps(header).encode() + b"\n"


if __name__ == "__main__":
    main()
