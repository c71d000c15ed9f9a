"""What fields of everything that is sent to booking have in common."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, StringConstraints

ID = "[A-Za-z0-9_-]{1,64}"
Id = Annotated[str, StringConstraints(pattern=f"^{ID}$")]
Line = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200, pattern=r"^[^\x00-\x1f\x7f]*$")
]


class Strict(BaseModel):
    """What somebody sends: every field known, nothing said back."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)
