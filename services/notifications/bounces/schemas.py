"""What the API of addresses that fail takes in."""

from pydantic import BaseModel, Field


class Released(BaseModel):
    """Mail is to go to this address again."""

    email: str = Field(max_length=254)
