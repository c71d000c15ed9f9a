"""What may be written down about an organisation and its people, by page and by API."""

from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field

from services.contracts.organisations.business_id import BusinessId
from shared.fields import EmailKey, Line, Phone, Strict
from shared.i18n import N_, Mistake
from shared.messages.base import Language

MOST_CONTACTS = 500
TWICE = N_("Somebody with this e-mail address is in the list already.")


def _none_if_empty(value: Any) -> Any:
    return None if isinstance(value, str) and not value.strip() else value


class OrganisationGiven(Strict):
    """An organisation's own facts."""

    name: Line
    business_id: Annotated[BusinessId | None, BeforeValidator(_none_if_empty)] = None


class ContactGiven(Strict):
    """Somebody at the organisation; whoever `orders` can sign in and ask for debriefings in its name."""

    name: Line
    email: EmailKey
    phone: Annotated[Phone | None, BeforeValidator(_none_if_empty)] = None
    language: Language
    orders: Annotated[bool, Field(strict=True)] = False


def _each_once(contacts: tuple[ContactGiven, ...]) -> tuple[ContactGiven, ...]:
    if len({contact.email for contact in contacts}) < len(contacts):
        raise Mistake(N_("Two of these have the same e-mail address. Name each person once."))
    return contacts


class OrganisationRow(OrganisationGiven):
    """An organisation with its contacts; `emails` are addresses from which its people ask, where no more is known."""

    contacts: Annotated[tuple[ContactGiven, ...], Field(max_length=MOST_CONTACTS), AfterValidator(_each_once)] = ()
    emails: Annotated[tuple[EmailKey, ...], Field(max_length=MOST_CONTACTS)] = ()
