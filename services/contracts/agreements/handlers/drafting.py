"""Contracts are drafted and changed, as long as nobody is asked to sign them."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from services.contracts.agreements import lifecycle
from services.contracts.agreements.handlers.viewing import Viewer, known
from services.contracts.agreements.model import Agreement, Leader, Orderer, Participant, Terms
from services.contracts.agreements.presets import preset
from services.contracts.agreements.schemas import DraftGiven, TermsGiven
from services.contracts.agreements.store import Agreements
from services.contracts.network.store import Supervisors
from services.contracts.organisations.store import Organisations
from shared.i18n import N_
from shared.messaging.unit_of_work import Unit

NO_ORGANISATION = N_("There is no such organisation. Choose one from the list, or add it first.")
NO_SUPERVISOR = N_("There is no such supervisor. Choose from the list.")


class WrongTermsError(Exception):
    """A field names nobody that is known: a sentence for each."""

    def __init__(self, fields: Mapping[str, Any]) -> None:
        super().__init__()
        self.fields = dict(fields)


async def draft(unit: Unit, given: DraftGiven, viewer: Viewer) -> Agreement:
    """A new draft with its form's usual terms. Raises WrongTermsError."""
    usual = {**preset(given.form), "title": given.title, "form": given.form, "organisation": given.organisation}
    chosen = given.model_copy(update={"supervisors": given.supervisors or _own(viewer)})
    sent = {name: getattr(chosen, name) for name in {*given.model_fields_set, "supervisors"}}
    terms = await _placed(unit, Terms.model_validate(usual), sent)
    agreement_id = unit.new_id()
    agreement = Agreement(
        id=agreement_id,
        number=f"{unit.now.year}-{agreement_id[:6].upper()}",
        process_id=unit.new_id(),
        by=viewer.name,
        created_at=unit.now,
        changed_at=unit.now,
        terms=terms,
    )
    if not viewer.sees(agreement):
        raise WrongTermsError({"supervisors": N_("A contract of yours has you among its supervisors.")})
    await Agreements(unit.tx).add(agreement)
    unit.audit(viewer.name, N_("Drafted a contract"), agreement.number)
    return agreement


async def follow(unit: Unit, agreement_id: str, first_date: date, viewer: Viewer) -> Agreement:
    """A draft with the terms of a signed contract, to take its place in the same process from `first_date` on; the one
    that is being drafted or signed already, where there is one. Raises NoSuchAgreementError.
    """
    signed = await known(unit, agreement_id, viewer)
    if (there := await Agreements(unit.tx).under_way(signed.process_id)) is not None:
        return there
    agreement_id = unit.new_id()
    agreement = Agreement(
        id=agreement_id,
        number=f"{unit.now.year}-{agreement_id[:6].upper()}",
        process_id=signed.process_id,
        by=viewer.name,
        created_at=unit.now,
        changed_at=unit.now,
        terms=signed.terms.model_copy(update={"first_date": first_date, "trial_sessions": None}),
    )
    await Agreements(unit.tx).add(agreement)
    unit.audit(viewer.name, N_("Drafted a contract"), agreement.number)
    return agreement


async def change(unit: Unit, agreement_id: str, given: TermsGiven, viewer: Viewer) -> Agreement:
    """What is sent is other now. Raises NoSuchAgreementError, WrongTermsError, lifecycle.NotPossibleError."""
    before = await known(unit, agreement_id, viewer)
    sent = {name: getattr(given, name) for name in given.model_fields_set}
    after = lifecycle.changed(before, await _placed(unit, before.terms, sent), unit.now)
    if not viewer.sees(after):
        raise WrongTermsError({"supervisors": N_("A contract of yours has you among its supervisors.")})
    if after.terms == before.terms:
        return before
    await Agreements(unit.tx).save(after)
    return after


def _own(viewer: Viewer) -> tuple[str, ...]:
    return (viewer.supervisor,) if viewer.supervisor and not viewer.coordinator else ()


async def _placed(unit: Unit, terms: Terms, sent: Mapping[str, Any]) -> Terms:
    """The terms with what was sent in its place; ids are looked up, and say what they stand for now."""
    changes: dict[str, Any] = {name: value for name, value in sent.items() if name not in _LOOKED_UP}
    wrong: dict[str, Any] = {}
    if sent.get("organisation"):
        organisation = await Organisations(unit.tx).find(sent["organisation"])
        if organisation is None:
            wrong["organisation"] = NO_ORGANISATION
        else:
            changes |= {
                "organisation_id": organisation.id,
                "organisation": organisation.name,
                "business_id": organisation.business_id,
            }
    if sent.get("supervisors") is not None:
        leaders = [await Supervisors(unit.tx).find(each) for each in dict.fromkeys(sent["supervisors"])]
        if None in leaders:
            wrong["supervisors"] = NO_SUPERVISOR
        else:
            changes["supervisors"] = tuple(
                Leader(id=each.id, name=each.name, email=each.email, language=each.language)
                for each in leaders
                if each is not None
            )
    if wrong:
        raise WrongTermsError(wrong)
    if "orderer" in sent:
        changes["orderer"] = Orderer(**sent["orderer"].model_dump()) if sent["orderer"] else None
    if sent.get("participants") is not None:
        changes["participants"] = tuple(Participant(**each.model_dump()) for each in sent["participants"])
    return terms.model_copy(update={name: value for name, value in changes.items() if not _is_nothing(name, value)})


_LOOKED_UP = ("organisation", "supervisors", "orderer", "participants")
_NEEDED = (
    "title",
    "language",
    "form",
    "participants_sign",
    "over_holidays",
    "remote",
    "goals",
    "themes",
)


def _is_nothing(name: str, value: Any) -> bool:
    """A null for what can't be undecided leaves it as it was."""
    return value is None and name in _NEEDED
