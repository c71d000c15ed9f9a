"""What a contract still lacks, by the association's list of what a written one holds, and what is known to help less.

The list: STOry, the Finnish association (suomentyonohjaajat.fi). Advice is never a bar: a gap over a month loses
benefit, and over a year gives more than under one (the domain's sources).
"""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from services.contracts.agreements.model import Terms
from shared.i18n import N_, Msgid, Text

Anchor = Literal["parties", "form", "place", "price", "cancel", "goals", "evaluation", "dispute", "signers"]
ANCHORS: tuple[Anchor, ...] = (
    "parties",
    "form",
    "place",
    "price",
    "cancel",
    "goals",
    "evaluation",
    "dispute",
    "signers",
)
BIG_GROUP = 6
LONG_GAP_WEEKS = 5
YEAR_MONTHS = 12


@dataclass(frozen=True, slots=True)
class Lack:
    """A clause that isn't whole: which part of the draft mends it, what it is, and why it is needed."""

    anchor: Anchor
    clause: Msgid
    why: Msgid


@dataclass(frozen=True, slots=True)
class Advice:
    """What may serve better, and which part of the draft changes it."""

    anchor: Anchor
    text: Text


_Needed = tuple[Anchor, Callable[[Terms], object], Msgid, Msgid]
_NEEDED: Sequence[_Needed] = (
    (
        "parties",
        lambda terms: terms.orderer,
        N_("Who orders"),
        N_("A contract binds somebody who may sign for the organisation."),
    ),
    (
        "parties",
        lambda terms: terms.supervisors,
        N_("Who leads"),
        N_("The participants must know who is bound to keep what they tell."),
    ),
    (
        "form",
        lambda terms: terms.number_of_participants,
        N_("For whom"),
        N_("The price and the time depend on how many take part."),
    ),
    (
        "form",
        lambda terms: terms.minutes and terms.every_weeks,
        N_("How long and how often"),
        N_("Without a rhythm nobody can keep the time free."),
    ),
    (
        "form",
        lambda terms: terms.sessions or terms.months,
        N_("The number of sessions or the term"),
        N_("Without it nobody knows when the contract is over."),
    ),
    (
        "place",
        lambda terms: terms.first_date,
        N_("When it begins"),
        N_("The sessions are placed on the calendar from this day on."),
    ),
    (
        "place",
        lambda terms: terms.remote or terms.place,
        N_("Where you meet"),
        N_("A place of its own is part of confidentiality."),
    ),
    (
        "price",
        lambda terms: terms.price is not None,
        N_("The price"),
        N_("What it costs must not come as a surprise."),
    ),
    (
        "price",
        lambda terms: terms.vat or (terms.vat == 0 and terms.vat_reason),
        N_("Value added tax, and its reason where there is none"),
        N_("The tax follows the law, and a bill without it must say why."),
    ),
    ("price", lambda terms: terms.due_days, N_("When bills are due"), N_("Both sides plan by it.")),
    (
        "cancel",
        lambda terms: terms.free_until_hours is not None and terms.late_percent is not None,
        N_("Cancellations and what they cost"),
        N_("Without this each cancellation is negotiated by itself."),
    ),
    (
        "cancel",
        lambda terms: terms.interruption,
        N_("Interrupting or ending early"),
        N_("Life isn't straight: an illness or a change at work must not become a quarrel."),
    ),
    (
        "goals",
        lambda terms: terms.goals,
        N_("The goals"),
        N_("Realistic goals are what benefit depends on most; they are made precise with the participants."),
    ),
    (
        "goals",
        lambda terms: terms.methods,
        N_("How you work"),
        N_("The participants may know beforehand what they take part in."),
    ),
    (
        "evaluation",
        lambda terms: terms.evaluation,
        N_("Evaluation"),
        N_("Only what is looked at together on the way can still be changed."),
    ),
    (
        "dispute",
        lambda terms: terms.dissatisfaction,
        N_("What to do if supervision doesn't meet expectations"),
        N_("Somebody to turn to saves a process that is worth it."),
    ),
    (
        "signers",
        lambda terms: not terms.participants_sign or _all_can_sign(terms),
        N_("An e-mail address for each participant who signs"),
        N_("The link for signing is mailed to them."),
    ),
    (
        "signers",
        lambda terms: _are_apart(terms),  # noqa: PLW0108  # defined below
        N_("An address of their own for each who signs"),
        N_("Two people with one address can't be told apart by their signatures."),
    ),
)


def missing(terms: Terms) -> tuple[Lack, ...]:
    """What must be in the contract before it is offered, in the draft's order."""
    found = [Lack(anchor, clause, why) for anchor, holds, clause, why in _NEEDED if not holds(terms)]
    return tuple(sorted(found, key=lambda lack: ANCHORS.index(lack.anchor)))


def advice(terms: Terms) -> tuple[Advice, ...]:
    """What may serve them better."""
    found: list[Advice] = []
    if (terms.number_of_participants or 0) >= BIG_GROUP and (terms.minutes or BIG_GROUP * 20) < BIG_GROUP * 20:
        many = N_("For a group of six or more 120 minutes can be better than 90, where there is much to discuss.")
        found.append(Advice("form", many))
    if (terms.every_weeks or 0) > LONG_GAP_WEEKS or (terms.longest_gap_weeks or 0) > LONG_GAP_WEEKS + 3:
        found.append(Advice("form", N_("With more than a month between sessions part of the benefit is lost.")))
    if terms.form != "short" and _is_under_a_year(terms):
        found.append(Advice("form", N_("More than a year, rather two, gives more benefit than a few months.")))
    return tuple(found)


def _is_under_a_year(terms: Terms) -> bool:
    if terms.months is not None:
        return terms.months < YEAR_MONTHS
    return bool(terms.sessions and terms.every_weeks and terms.sessions * terms.every_weeks < 48)


def _all_can_sign(terms: Terms) -> bool:
    return bool(terms.participants) and all(each.email for each in terms.participants)


def _are_apart(terms: Terms) -> bool:
    people = [terms.orderer.email] if terms.orderer else []
    people += [each.email for each in terms.supervisors]
    people += [each.email for each in terms.participants if each.email] if terms.participants_sign else []
    return max(Counter(people).values(), default=0) <= 1
