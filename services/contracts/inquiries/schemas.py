"""What is told when somebody asks about supervision, by the page and by the API; nothing typed is said back."""

from datetime import date
from typing import Annotated

from pydantic import BeforeValidator, Field, ValidationInfo, field_validator, model_validator

from services.contracts.agreements.model import Form
from services.contracts.agreements.schemas import EMPTY, DayOrNone, LineOrNone, Written
from shared.fields import Email, Line, Phone, Strict
from shared.i18n import N_, Mistake
from shared.messages.base import Language


class AskerGiven(Strict):
    """Who asks, and how they are reached."""

    name: Line
    email: Email
    phone: Annotated[Phone | None, EMPTY] = None
    language: Language = "fi"


class InquiryGiven(Strict):
    """What somebody needs: the form, for how many, where, how often, from when; a supervisor they wish for."""

    organisation: Line
    unit: LineOrNone = None
    contact: AskerGiven
    need: Written
    form: Form
    participants: Annotated[int | None, Field(ge=1, le=500), EMPTY] = None
    remote: bool = False
    municipality: LineOrNone = None
    every_weeks: Annotated[int | None, Field(ge=1, le=26), EMPTY] = None
    start: DayOrNone = None
    language: Annotated[Language | None, EMPTY] = None
    supervisor: LineOrNone = None

    @field_validator("need")
    @classmethod
    def _told(cls, need: str | None) -> str:
        if not need:
            raise Mistake(N_("Tell in a few words what you need."))
        return need

    @field_validator("start")
    @classmethod
    def _to_come(cls, start: date | None, info: ValidationInfo) -> date | None:
        today: date | None = (info.context or {}).get("today")
        if start is not None and today is not None and start < today:
            raise Mistake(N_("This day has passed. Give one still to come, or leave it empty."))
        return start

    @model_validator(mode="after")
    def _somewhere(self) -> "InquiryGiven":
        if self.remote and self.municipality:
            raise Mistake(N_("Choose either at a distance or a municipality, not both."))
        return self


class AnswerGiven(Strict):
    """A supervisor's answer."""

    answer: Annotated[bool, BeforeValidator({"yes": True, "no": False}.get)]
