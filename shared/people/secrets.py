"""Whether a secret could be guessed: too short, one character over and over, a pattern, a row of the keyboard. Pure."""

from itertools import pairwise

SHORTEST = 32
_FEWEST_DIFFERENT = 10
_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm", "0123456789", "abcdefghijklmnopqrstuvwxyz")


def is_weak(secret: str) -> bool:
    """Whether it is no secret that a machine has drawn: those are long, and nothing in them follows from the rest."""
    return (
        len(secret) < SHORTEST
        or len(set(secret)) < _FEWEST_DIFFERENT
        or _repeats(secret)
        or _in_rows(secret.lower()) > len(secret) // 2
    )


def _repeats(secret: str) -> bool:
    """Whether a shorter piece makes up most of it."""
    return any(
        sum(secret[n] == secret[n % size] for n in range(len(secret))) > 0.9 * len(secret)
        for size in range(1, len(secret) // 2 + 1)
    )


def _in_rows(secret: str) -> int:
    """How many of its characters follow the one before as they do in the alphabet or on a keyboard."""
    pairs = {pair for row in _ROWS for line in (row, row[::-1]) for pair in pairwise(line)}
    return sum(pair in pairs for pair in pairwise(secret))
