"""Ids that whoever sends something to booking chooses."""

from typing import Annotated

from pydantic import StringConstraints

from shared.fields import CLEANED

ID = "[A-Za-z0-9_-]{1,64}"
Id = Annotated[str, StringConstraints(max_length=64, pattern=f"^{ID}$"), CLEANED]
