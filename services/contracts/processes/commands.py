"""Doing something to a process for somebody, and the sentence where it can't be."""

from collections.abc import Awaitable, Callable
from typing import TypeVar

from services.contracts.processes.handlers import NoSuchProcessError
from services.contracts.processes.model import NotPossibleError
from shared.app.service import App
from shared.i18n import N_
from shared.messaging.unit_of_work import Unit
from shared.web.problems import Problem

T = TypeVar("T")


async def run(app: App, decide: Callable[[Unit], Awaitable[T]]) -> T:
    """Problem 404 for what is not theirs to see, 409 for what its state does not allow."""
    try:
        return await app.run(decide)
    except NoSuchProcessError as unknown:
        raise no_process() from unknown
    except NotPossibleError as closed:
        raise Problem(409, N_("This can't be done with the process as it is: look at its state.")) from closed


def no_process() -> Problem:
    return Problem(404, N_("There is no such process."))
