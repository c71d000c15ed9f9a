"""Which letters a reader can do without, by what they are about. Pure.

Everything else is somebody's work, a time that others count on, or an answer that was asked for.
"""

from collections.abc import Mapping
from typing import Literal, get_args

from services.notifications.writing.model import Kind
from shared.i18n import N_, Msgid

Topic = Literal["session_reminders", "questions"]
TOPICS: tuple[Topic, ...] = get_args(Topic)
KINDS_OF: Mapping[Topic, frozenset[Kind]] = {
    "session_reminders": frozenset({"session_near"}),
    "questions": frozenset({"feedback", "answers_wished", "feedback_reminded"}),
}
NAMES: Mapping[Topic, Msgid] = {
    "session_reminders": N_("Reminders of sessions"),
    "questions": N_("Questions about how supervision went"),
}


def topic_of(kind: Kind) -> Topic | None:
    """What a letter of this kind is about, where it can be refused."""
    return next((topic for topic, kinds in KINDS_OF.items() if kind in kinds), None)
