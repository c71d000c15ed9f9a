"""What is no longer needed goes, once a night."""

from services.booking.network.model import TidyingDue
from services.booking.retention.handlers import tidy, tidying
from shared.app.service import Part

PART = Part(
    timers={
        TidyingDue: tidy,
    },
    background=(tidying,),
)
