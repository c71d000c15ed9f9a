"""A child for tests: it answers in capitals, and does what it is told."""

import time
from collections.abc import Callable

from shared.app.child_main import serve

_eaten: list[bytes] = []


def main() -> None:
    serve(_prepare, memory=256 * 1024 * 1024, retires_at=64 * 1024 * 1024)


def _prepare(first: bytes) -> Callable[[bytes], bytes]:
    return lambda question: _answer(first, question)


def _answer(first: bytes, question: bytes) -> bytes:
    if question == b"sleep":
        time.sleep(60)
    if question == b"die":
        raise SystemExit(3)
    if question.startswith(b"eat "):
        _eaten.append(b"x" * int(question[4:]))
        return question
    print("noise")  # noqa: T201  # what a library may print
    return first + question.upper()


if __name__ == "__main__":
    main()
