"""What contracts keeps about people. What happened is sealed, and shown to those alone who lead the debriefing."""

from shared.i18n import N_
from shared.people.personal_data import PersonalData

PERSONAL_DATA = (
    PersonalData(
        collection="debriefings",
        label=N_("Debriefings you asked for"),
        shown={
            "organisation": N_("Workplace"),
            "requested_at": N_("When"),
            "contact.name": N_("Name"),
            "contact.email": N_("E-mail"),
            "contact.phone": N_("Phone"),
            "place.municipality": N_("Municipality"),
            "place.address": N_("Address"),
            "participants": N_("Participants"),
        },
        by=("contact.email",),
        drops=("sealed",),
    ),
    PersonalData(
        collection="news",
        label=N_("Your part in debriefings"),
        shown={"fact.at": N_("When"), "fact.starts_at": N_("The debriefing begins")},
        by_id=("fact.asked.supervisor_id", "fact.supervisor.id", "fact.supervisors.id"),
        by_name=("fact.closed.name", "fact.name"),
    ),
    PersonalData(
        collection="organisations",
        label=N_("Organisations whose contact you are"),
        shown={
            "name": N_("Organisation"),
            "contacts.name": N_("Name"),
            "contacts.email": N_("E-mail"),
            "contacts.phone": N_("Phone"),
        },
        by=("contacts.email",),
    ),
    PersonalData(
        collection="supervisors",
        label=N_("You as one of the network's supervisors"),
        shown={"name": N_("Name"), "email": N_("E-mail")},
        by=("email",),
        erasing="remove",
    ),
    PersonalData(
        collection="tokens",
        label=N_("API tokens you have made"),
        shown={"name": N_("Name"), "since": N_("When")},
        by=("by",),
    ),
)
