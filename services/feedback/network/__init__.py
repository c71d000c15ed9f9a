"""The network's settings, as feedback goes by them; sessions that have ended, people who are to be forgotten."""

from services.feedback.network.handlers import follow_network, note_organisation
from shared.app.service import Part
from shared.messages.booking import AnswersAwaited, NetworkSet, PersonErased, SignedOut
from shared.messages.contracts import OrdererAdmitted
from shared.people.handlers import end_session, erase_person, show_awaited

PART = Part(
    consumes={
        NetworkSet: follow_network,
        SignedOut: end_session,
        AnswersAwaited: show_awaited,
        OrdererAdmitted: note_organisation,
        PersonErased: erase_person,
    }
)
