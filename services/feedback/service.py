"""Feedback at a glance: its subjects, from the ground up."""

from pathlib import Path

from services.feedback import (
    answers,
    closings,
    codes,
    invitations,
    network,
    processes,
    questionnaires,
    references,
    reports,
    rounds,
    sessions,
)
from services.feedback.settings import FeedbackSettings
from shared.app.service import compose

SERVICE = compose(
    "feedback",
    Path(__file__).parent,
    (
        network.PART,
        questionnaires.PART,
        processes.PART,
        rounds.PART,
        sessions.PART,
        invitations.PART,
        codes.PART,
        closings.PART,
        answers.PART,
        reports.PART,
        references.PART,
    ),
    settings=FeedbackSettings,
)
