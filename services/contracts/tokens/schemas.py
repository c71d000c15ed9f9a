"""What is given for a token."""

from typing import Annotated

from pydantic import Field

from services.contracts.scopes import Scope
from shared.fields import Line, Strict


class TokenGiven(Strict):
    """A token's name, and what it may do."""

    name: Line
    scopes: Annotated[tuple[Scope, ...], Field(min_length=1)]
