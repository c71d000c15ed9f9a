"""The settings of all four services at once, for where one process serves them all."""

from services.booking.settings import BookingSettings
from services.contracts.settings import ContractsSettings
from services.feedback.settings import FeedbackSettings
from services.notifications.settings import NotificationsSettings


class EverySetting(ContractsSettings, BookingSettings, FeedbackSettings, NotificationsSettings):
    """What each of the four is told."""
