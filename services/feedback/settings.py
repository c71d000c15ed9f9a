"""What feedback alone is told by its environment."""

from pydantic import Field

from shared.app.settings import Settings


class FeedbackSettings(Settings):
    """When it asks."""

    follow_up_days: int = Field(28, ge=1, le=365, description="days after a debriefing until its contact is asked")
