"""How a code is spelt: short enough to be typed, without letters that are taken for one another. Pure.

It is made again from the service's secret whenever it is shown, so the store keeps its digest alone. Ten signs are 50
bits: whoever guesses is stopped after sixty tries a minute, and a round is open for some days.
"""

import hashlib

from shared.tokens import derive

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 10
_TAKEN_FOR = str.maketrans({"O": "0", "I": "1", "L": "1", "-": "", " ": ""})


def code(secret: str, round_id: str, nth: int) -> str:
    """The nth code of a round, from 1 on."""
    number = int.from_bytes(hashlib.sha256(derive(secret, "code", f"{round_id}:{nth}").encode()).digest())
    return "".join(ALPHABET[number >> 5 * place & 31] for place in range(LENGTH))


def as_shown(made: str) -> str:
    """In two halves, as people read and type it: 7KQ2M-F8XWZ."""
    return f"{made[: LENGTH // 2]}-{made[LENGTH // 2 :]}"


def as_made(typed: str) -> str:
    """What somebody typed, as it was made: small letters, spaces and look-alikes do no harm."""
    return typed.upper().translate(_TAKEN_FOR)
