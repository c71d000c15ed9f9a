"""A contract in a few words: each part of a draft in a line, and what a signer reads before the whole text."""

from collections.abc import Mapping
from dataclasses import dataclass

from services.contracts.agreements.checks import Anchor
from services.contracts.agreements.clauses import EVALUATIONS, WEEKDAYS, Writer, clock, ends_at
from services.contracts.agreements.model import State, Terms
from services.contracts.agreements.presets import FORMS
from shared.i18n import N_, Msgid

NBSP = "\N{NO-BREAK SPACE}"
PARTS: Mapping[Anchor, Msgid] = {
    "parties": N_("Parties"),
    "form": N_("Form and rhythm"),
    "place": N_("Place and times"),
    "price": N_("Price and billing"),
    "cancel": N_("Cancellations"),
    "goals": N_("Goals and themes"),
    "evaluation": N_("Evaluation"),
    "dispute": N_("If supervision doesn't meet expectations"),
    "signers": N_("Signers"),
}
STATES: Mapping[State, Msgid] = {
    "draft": N_("Draft"),
    "offered": N_("To be signed"),
    "signed": N_("Signed"),
    "lapsed": N_("Not signed in time"),
    "withdrawn": N_("Withdrawn"),
}


@dataclass(frozen=True, slots=True)
class Summary:
    """Says it in the reader's language."""

    terms: Terms
    writer: Writer

    def of(self, part: Anchor) -> str:
        """One part in a line; '' where nothing of it is decided."""
        said = {
            "parties": self._parties,
            "form": self.what,
            "place": self._place,
            "price": self.price,
            "cancel": self.cancellation,
            "goals": self._goals,
            "evaluation": self._evaluation,
            "dispute": lambda: self.terms.dissatisfaction or "",
            "signers": self._signers,
        }
        line = said[part]()
        return line if len(line) <= 100 else f"{line[:99]}…"

    def what(self) -> str:
        """Such as Group, 10 × 90 min, every 4 weeks."""
        terms = self.terms
        said = [self.writer.say(FORMS[terms.form])]
        if terms.minutes:
            length = self.writer.fill(N_("%(minutes)s min"), minutes=terms.minutes)
            said.append(f"{terms.sessions} × {length}".replace(" ", NBSP) if terms.sessions else length)
        if terms.every_weeks == 1:
            said.append(self.writer.say(N_("every week")))
        elif terms.every_weeks:
            said.append(self.writer.fill(N_("every %(weeks)s weeks"), weeks=terms.every_weeks))
        if terms.months:
            said.append(self.writer.fill(N_("%(months)s months"), months=terms.months))
        return ", ".join(said)

    def when(self) -> str:
        """Such as 14.1.2027–13.1.2028, on Thursdays at 9.00."""
        terms = self.terms
        if terms.first_date is None:
            return ""
        begins, last = self.writer.day(terms.first_date), ends_at(terms)
        said = f"{begins}–{self.writer.day(last)}" if last else self.writer.fill(N_("from %(day)s"), day=begins)
        return f"{said}, {self._weekday()}" if terms.weekday is not None and terms.time else said

    def where(self) -> str:
        return self.writer.say(N_("At a distance")) if self.terms.remote else self.terms.place or ""

    def price(self) -> str:
        """Such as 290,00 € + VAT 25,5 %."""
        terms = self.terms
        if terms.price is None:
            return ""
        euros = f"{self.writer.euros(terms.price)}{NBSP}€"
        if not terms.vat:
            return euros
        percent = self.writer.percent(terms.vat)
        taxed = self.writer.fill(N_("%(euros)s + VAT %(percent)s %%"), euros=euros, percent=percent)
        return taxed.replace(" %", f"{NBSP}%")

    def cancellation(self) -> str:
        terms = self.terms
        if terms.free_until_hours is None or terms.late_percent is None:
            return ""
        late = N_("Later than %(hours)s h before: %(percent)s %% of the price")
        said = self.writer.fill(late, hours=terms.free_until_hours, percent=terms.late_percent)
        return said.replace(" %", f"{NBSP}%")

    def _weekday(self) -> str:
        on = N_("on %(weekday)s at %(time)s")
        weekday = self.writer.say(WEEKDAYS[self.terms.weekday or 0])
        return self.writer.fill(on, weekday=weekday, time=clock(self.terms.time or "00:00", self.writer))

    def _parties(self) -> str:
        names = self.writer.names([each.name for each in self.terms.supervisors]) if self.terms.supervisors else ""
        return " · ".join(each for each in (self.terms.organisation, names) if each)

    def _place(self) -> str:
        return " · ".join(each for each in (self.where(), self.when()) if each)

    def _goals(self) -> str:
        numbers = N_("Goals: %(goals)s, themes: %(themes)s")
        return self.writer.fill(numbers, goals=len(self.terms.goals), themes=len(self.terms.themes))

    def _evaluation(self) -> str:
        return self.writer.say(EVALUATIONS[self.terms.evaluation]) if self.terms.evaluation else ""

    def _signers(self) -> str:
        with_participants = N_("The orderer, the supervisors and the participants")
        return self.writer.say(
            with_participants if self.terms.participants_sign else N_("The orderer and the supervisors")
        )
