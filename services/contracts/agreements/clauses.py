"""A contract's text out of its terms, in its own language: clauses in order, a gap where something isn't decided.

The clauses' texts are data; a contract that was offered keeps the text that it was offered with (`Agreement.text`), so
what is worded otherwise later never changes what was signed.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from babel.dates import format_date
from babel.numbers import format_decimal

from services.contracts.agreements.checks import missing
from services.contracts.agreements.model import Clause, Form, Role, Terms
from shared.i18n import N_, Msgid, Phrase, Text, Translations, say

# Finland's Swedish writes numbers and dates as Finnish does.
_LOCALES = {"fi": "fi", "sv": "sv_FI", "en": "en_GB"}
_DATE = {"fi": "d.M.y", "sv": "d.M.y", "en": "d MMMM y"}
_FORMS: Mapping[Form, Msgid] = {
    "individual": N_("Individual supervision."),
    "group": N_("Group supervision for %(number)s participants."),
    "community": N_("Supervision of a work community of %(number)s people."),
    "manager": N_("Supervision for a manager's work."),
    "leadership": N_("Supervision of a leadership group of %(number)s people."),
    "process": N_("Process consultation for %(number)s people in a change at work."),
    "demanding": N_("Supervision in a demanding field, for %(number)s participants."),
    "short": N_("Short supervision on chosen themes, for %(number)s participants."),
}
ROLES: Mapping[Role, Msgid] = {
    "orderer": N_("orderer"),
    "supervisor": N_("supervisor"),
    "participant": N_("participant"),
}
PARTY_NUMBERS: Mapping[Role, Msgid] = {
    "orderer": N_("Orderers"),
    "supervisor": N_("Supervisors"),
    "participant": N_("Participants"),
}
EVALUATIONS: Mapping[str, Msgid] = {
    "half_year": N_("every half year"),
    "quarter": N_("every three months"),
    "end": N_("at the end"),
}
WEEKDAYS: Mapping[int, Msgid] = {
    0: N_("Mondays"),
    1: N_("Tuesdays"),
    2: N_("Wednesdays"),
    3: N_("Thursdays"),
    4: N_("Fridays"),
    5: N_("Saturdays"),
    6: N_("Sundays"),
}


@dataclass(frozen=True, slots=True)
class Writer:
    """Writes in one language."""

    language: str
    translations: Translations

    def say(self, text: Text) -> str:
        return say(text, self.translations)

    def fill(self, text: Msgid, **values: object) -> str:
        return say(Phrase(text, values), self.translations)

    def day(self, at: date) -> str:
        return format_date(at, _DATE[self.language], _LOCALES[self.language])

    def moment_day(self, at: datetime, zone: ZoneInfo) -> str:
        return self.day(at.astimezone(zone).date())

    def euros(self, cents: int) -> str:
        """Such as 290,00; the unit stands in the sentence."""
        return format_decimal(Decimal(cents) / 100, "#,##0.00", _LOCALES[self.language])

    def percent(self, tenths: int) -> str:
        return format_decimal(Decimal(tenths) / 10, "0.#", _LOCALES[self.language])

    def names(self, names: Iterable[str]) -> str:
        """Such as Kaisa and Pekka."""
        *most, last = names
        return self.fill(N_("%(most)s and %(last)s"), most=", ".join(most), last=last) if most else last


def with_vat(price: int, vat: int) -> int:
    """The price with its tax, in cents, half a cent up; `vat` in tenths of a percent."""
    return price + (price * vat + 500) // 1000


def text_of(terms: Terms, writer: Writer) -> tuple[Clause, ...]:
    """The whole text. Where something lacks, the clause says what belongs there."""
    lacks = {lack.anchor: lack for lack in reversed(missing(terms))}
    blank = {anchor for anchor in lacks if anchor != "signers"}
    parts: list[tuple[str, Msgid, list[str]]] = [
        ("parties", N_("Parties"), _parties(terms, writer)),
        ("form", N_("Form, length and rhythm"), _form(terms, writer)),
        ("place", N_("Place and times"), _place(terms, writer)),
        ("confidentiality", N_("Confidentiality"), [writer.say(CONFIDENTIALITY)]),
        ("price", N_("Price and payment"), _price(terms, writer)),
        ("cancel", N_("Cancellations"), _cancellations(terms, writer)),
        ("goals", N_("Goals and ways of working"), _goals(terms, writer)),
        ("evaluation", N_("Evaluation"), _evaluation(terms, writer)),
        ("dispute", N_("If supervision doesn't meet expectations"), _dispute(terms, writer)),
        ("signers", N_("Validity"), _validity(terms, writer)),
    ]
    return tuple(
        Clause(anchor=anchor, heading=writer.say(heading), paragraphs=tuple(said), lacks=anchor in blank)
        for anchor, heading, said in parts
    )


CONFIDENTIALITY = N_(
    "Supervisors are bound to secrecy. Of a session it is written down only whether it was held, and which of the "
    "agreed themes were dealt with. What is said is written down nowhere. What the orderer hears of the process names "
    "themes alone."
)


def _parties(terms: Terms, writer: Writer) -> list[str]:
    said: list[str] = []
    named = f"{terms.organisation} ({terms.business_id})" if terms.business_id else terms.organisation
    if terms.orderer:
        who = N_("The orderer is %(organisation)s, represented by %(name)s.")
        said.append(writer.fill(who, organisation=named, name=terms.orderer.name))
    if len(terms.supervisors) > 1:
        names = writer.names(each.name for each in terms.supervisors)
        said.append(writer.fill(N_("The supervisors are %(names)s, who lead together."), names=names))
    elif terms.supervisors:
        said.append(writer.fill(N_("The supervisor is %(name)s."), name=terms.supervisors[0].name))
    if terms.prior_contacts:
        said.append(writer.fill(N_("Earlier contacts: %(told)s"), told=terms.prior_contacts))
    return said


def _form(terms: Terms, writer: Writer) -> list[str]:
    said = (
        [writer.fill(_FORMS[terms.form], number=terms.number_of_participants)] if terms.number_of_participants else []
    )
    if terms.minutes and terms.every_weeks:
        rhythm = (
            N_("A session takes %(minutes)s minutes, every week.")
            if terms.every_weeks == 1
            else N_("A session takes %(minutes)s minutes, about every %(weeks)s weeks.")
        )
        said.append(writer.fill(rhythm, minutes=terms.minutes, weeks=terms.every_weeks))
    if terms.sessions:
        said.append(writer.fill(N_("The number of sessions is %(number)s."), number=terms.sessions))
    if terms.months:
        said.append(writer.fill(N_("The contract runs for %(months)s months."), months=terms.months))
    if terms.longest_gap_weeks:
        said.append(writer.fill(N_("The longest gap is %(weeks)s weeks."), weeks=terms.longest_gap_weeks))
    if terms.trial_sessions == 1:
        said.append(writer.say(N_("The first session is a trial: after it either party may leave at no cost.")))
    elif terms.trial_sessions:
        trial = N_("The first %(number)s sessions are a trial: after them either party may leave at no cost.")
        said.append(writer.fill(trial, number=terms.trial_sessions))
    return [" ".join(said)] if said else []


def _place(terms: Terms, writer: Writer) -> list[str]:
    said: list[str] = []
    if terms.remote:
        said.append(writer.say(N_("Sessions are held at a distance.")))
    elif terms.place:
        said.append(writer.fill(N_("Sessions are held at %(place)s."), place=terms.place))
    if terms.first_date:
        said.append(writer.fill(N_("The first day is %(day)s."), day=writer.day(terms.first_date)))
    if terms.weekday is not None and terms.time:
        times = N_("Sessions are held on %(weekday)s at %(time)s.")
        said.append(writer.fill(times, weekday=writer.say(WEEKDAYS[terms.weekday]), time=clock(terms.time, writer)))
    elif said:
        said.append(writer.say(N_("Times are agreed on together, session by session.")))
    return [" ".join(said)] if said else []


def clock(time: str, writer: Writer) -> str:
    """9.30, in English 9:30."""
    hour, minute = time.split(":")
    return f"{int(hour)}{':' if writer.language == 'en' else '.'}{minute}"


def _price(terms: Terms, writer: Writer) -> list[str]:
    said: list[str] = []
    if terms.price is not None:
        price = N_("The price of a session is %(euros)s euros.")
        said.append(writer.fill(price, euros=writer.euros(terms.price)))
        if terms.vat:
            taxed = N_("Value added tax of %(percent)s %% is added, in all %(euros)s euros.")
            whole = writer.euros(with_vat(terms.price, terms.vat))
            said.append(writer.fill(taxed, percent=writer.percent(terms.vat), euros=whole))
        elif terms.vat == 0 and terms.vat_reason:
            said.append(writer.fill(N_("There is no value added tax: %(reason)s"), reason=terms.vat_reason))
    payer = terms.payer or terms.organisation
    said.append(writer.fill(N_("The payer is %(payer)s."), payer=payer))
    if terms.due_days:
        due = N_("Sessions held are billed monthly, and bills are due in %(days)s days.")
        said.append(writer.fill(due, days=terms.due_days))
    return [" ".join(said)]


def _cancellations(terms: Terms, writer: Writer) -> list[str]:
    said: list[str] = []
    if terms.free_until_hours is not None and terms.late_percent is not None:
        late = N_(
            "A session cancelled at least %(hours)s hours before costs nothing; later it costs %(percent)s %% of its "
            "price."
        )
        said.append(writer.fill(late, hours=terms.free_until_hours, percent=terms.late_percent))
    return [*said, terms.interruption] if terms.interruption else said


def _goals(terms: Terms, writer: Writer) -> list[str]:
    said = [writer.fill(N_("The goals are: %(goals)s."), goals="; ".join(terms.goals))] if terms.goals else []
    if terms.themes:
        said.append(writer.fill(N_("The themes are: %(themes)s."), themes="; ".join(terms.themes)))
    return [*said, terms.methods] if terms.methods else said


def _evaluation(terms: Terms, writer: Writer) -> list[str]:
    if not terms.evaluation:
        return []
    evaluated = N_(
        "The process is evaluated together %(when)s, and by a survey at its end. Figures about participants are shown "
        "only where at least five have answered."
    )
    return [writer.fill(evaluated, when=writer.say(EVALUATIONS[terms.evaluation]))]


def _dispute(terms: Terms, _writer: Writer) -> list[str]:
    return [terms.dissatisfaction] if terms.dissatisfaction else []


def _validity(terms: Terms, writer: Writer) -> list[str]:
    with_participants = N_("The contract is valid once the orderer, the supervisors and the participants have signed.")
    without = N_("The contract is valid once the orderer and the supervisors have signed.")
    return [writer.say(with_participants if terms.participants_sign else without)]


def ends_at(terms: Terms) -> date | None:
    """The last day of the term; None where only the number counts, or no first day is known."""
    if terms.first_date is None or terms.months is None:
        return None
    months = terms.first_date.month - 1 + terms.months
    year, month = terms.first_date.year + months // 12, months % 12 + 1
    last = (date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)).day
    return date(year, month, min(terms.first_date.day, last)) - timedelta(days=1)
