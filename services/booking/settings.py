"""What booking alone is told by its environment."""

from pydantic import Field

from shared.app.settings import Settings


class BookingSettings(Settings):
    """How it reads what supervisors have elsewhere."""

    own_calendars_private: bool = Field(default=False, description="read calendars inside this network too")
