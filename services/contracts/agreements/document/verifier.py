"""The process that judges one file: little memory, little time, no secrets. `verify.py` starts it and asks it once.

It is told the trusted certificates first; a question is a file, an answer is JSON.
"""

import base64
import json
from collections.abc import Callable, Sequence
from dataclasses import asdict
from functools import partial

from services.contracts.agreements.document.judging import judged
from shared.app.child_main import serve

MEMORY = 512 * 1024 * 1024
SECONDS = 20


def main() -> None:
    """Answer."""
    serve(_prepare, MEMORY, SECONDS)


def _prepare(told: bytes) -> Callable[[bytes], bytes]:
    return partial(_answer, [base64.b64decode(each) for each in json.loads(told)])


def _answer(trusted: Sequence[bytes], pdf: bytes) -> bytes:
    try:
        found = asdict(judged(pdf, trusted))
    except (MemoryError, RecursionError):
        found = {"outcome": "too_much"}
    return json.dumps(found, default=str).encode()


if __name__ == "__main__":
    main()
