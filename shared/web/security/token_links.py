"""Links that open without signing in, and what becomes of one that opens nothing.

Only tries that fail are counted, so that a workplace behind one address never locks itself out of its own links.
"""

from fastapi import Request

from shared.i18n import N_, Text
from shared.web.problems import Problem
from shared.web.security.limits import Limit

_FAILED_TRIES = Limit(60, 60)
NOTHING = N_("This link opens nothing. Check that it is whole, as it stood in the message.")

ENDED = N_("This link has ended: what it was about is over. If you need something more, ask the network's coordinator.")


def has_ended() -> Problem:
    """The refusal for a link that opened something once."""
    return Problem(410, ENDED)


def opens_nothing(request: Request, sentence: Text = NOTHING) -> Problem:
    """The refusal: 404 with `sentence`. Raises 429 for an address that has tried too many."""
    _FAILED_TRIES.count(request)
    return Problem(404, sentence)
