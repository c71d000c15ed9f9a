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
from services.contracts.agreements.document.typeset import forget_documents, typeset
from shared.app.child_main import serve

MIB = 1024 * 1024
# A document of 60 pages takes some 350 MiB of addresses and 170 MiB of memory.
MEMORY = 768 * MIB
RETIRES_AT = 400 * MIB
# Typst remembers the last ten documents, which is 65 MiB for each of 60 pages: after a long one it is made to forget.
_LONG = 8


def main() -> None:
    """Answer until nobody asks."""
    maker = Maker()
    serve(maker.prepare, MEMORY, retires_at=RETIRES_AT, afterwards=maker.tidy)


class Maker:
    """Makes documents, and remembers none of them for long."""

    def __init__(self) -> None:
        self._was_long = False

    def prepare(self, told: bytes) -> Callable[[bytes], bytes]:
        return partial(self._answer, signer_of(told))

    def _answer(self, signer: SimpleSigner, question: bytes) -> bytes:
        asked: dict[str, Any] = json.loads(question)
        try:
            made = typeset(asked["data"], _moment(asked["made_at"]))
            pages = int(PdfFileReader(io.BytesIO(made)).root["/Pages"]["/Count"])
            self._was_long = pages > _LONG
            if "seal_at" in asked:
                about = asked["data"]
                at = _moment(asked["seal_at"])
                made = sealed(made, signer, at, about["network"], about["words"]["reason"])
        except BaseException as failure:  # noqa: BLE001  # typst panics with what is no Exception
            return _said({"trouble": type(failure).__name__})
        return _said({"pages": pages}) + made

    def tidy(self) -> None:
        """While nobody waits."""
        if self._was_long:
            forget_documents()
            self._was_long = False


def _moment(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


def _said(header: dict[str, Any]) -> bytes:
    return json.dumps(header).encode() + b"\n"


if __name__ == "__main__":
    main()
