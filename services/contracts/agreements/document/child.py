"""The process that makes documents: `documents.py` asks it. It is told the seal's key first, and keeps it.

A question is JSON: what the template shows, the time that the document bears, and when to seal it, if it is to be. An
answer is JSON on one line, how many pages or what was wrong, and then the document.
"""

import io
import json
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from typing import Any

from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.signers import SimpleSigner

from services.contracts.agreements.document.sealing import sealed, signer_of
from services.contracts.agreements.document.typeset import typeset
from shared.app.child_main import serve

MIB = 1024 * 1024
# A document of 60 pages takes some 350 MiB of addresses, and typst remembers the last ten.
MEMORY = 640 * MIB
RETIRES_AT = 200 * MIB


def main() -> None:
    """Answer until nobody asks."""
    serve(_prepare, MEMORY, retires_at=RETIRES_AT)


def _prepare(told: bytes) -> Callable[[bytes], bytes]:
    return partial(_answer, signer_of(told))


def _answer(signer: SimpleSigner, question: bytes) -> bytes:
    asked: dict[str, Any] = json.loads(question)
    try:
        made = typeset(asked["data"], _moment(asked["made_at"]))
        pages = int(PdfFileReader(io.BytesIO(made)).root["/Pages"]["/Count"])
        if "seal_at" in asked:
            about = asked["data"]
            made = sealed(made, signer, _moment(asked["seal_at"]), about["network"], about["words"]["reason"])
    except BaseException as failure:  # noqa: BLE001  # typst panics with what is no Exception
        return _said({"trouble": type(failure).__name__})
    return _said({"pages": pages}) + made


def _moment(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


def _said(header: dict[str, Any]) -> bytes:
    return json.dumps(header).encode() + b"\n"


if __name__ == "__main__":
    main()
