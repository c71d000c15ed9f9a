"""A report: what whole cells have shown, put in the order in which it is read. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from services.feedback.answers.model import Pool
from services.feedback.answers.pooling import PATIENCE
from services.feedback.answers.tally import Tally
from services.feedback.questionnaires.model import Questionnaire, Words
from services.feedback.reports import figures
from services.feedback.reports.figures import Portion, ScaleShown
from services.feedback.rounds.model import Round

# What is asked at several moments of a process, so that change can be seen.
CHANGING = ("trust", "limits", "time")
MOST_POINTS = 6


@dataclass(frozen=True, slots=True)
class Choice:
    """One option's row: which part of those who answered ticked it."""

    text: Words
    portion: Portion


@dataclass(frozen=True, slots=True)
class Choices:
    """One item with its options, the most ticked first."""

    item: str
    text: Words
    n: int
    rows: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class Scale:
    """One statement's row."""

    item: str
    text: Words
    shown: ScaleShown


@dataclass(frozen=True, slots=True)
class Section:
    """What one questionnaire has given: the newest version's words, the figures of whole cells of all versions."""

    name: str
    title: Words
    n: int
    scales: tuple[Scale, ...]
    choices: tuple[Choices, ...]


@dataclass(frozen=True, slots=True)
class StatementOverTime:
    """One statement over time: a mean for each period, None where there is none to be shown."""

    text: Words
    means: tuple[float | None, ...]


@dataclass(frozen=True, slots=True)
class Change:
    """How statements have changed: periods (2026-2: the second half of 2026), with how many answered in each."""

    periods: tuple[str, ...]
    counts: tuple[int, ...]
    lines: tuple[StatementOverTime, ...]


@dataclass(frozen=True, slots=True)
class Hidden:
    """What isn't shown, why, and when that may change. `because`: open (people are still answering), or few (too few
    people, until they are put together with others).
    """

    title: Words
    because: str
    until: datetime | None


@dataclass(frozen=True, slots=True)
class Report:
    """Everything on the page; `needed` is for how many people figures are shown at least."""

    sections: tuple[Section, ...]
    change: Change | None
    hidden: tuple[Hidden, ...]
    needed: int

    def section(self, name: str) -> Section | None:
        return next((each for each in self.sections if each.name == name), None)


def report(
    tallies: Sequence[Tally],
    pools: Sequence[Pool],
    rounds: Sequence[Round],
    asked: Mapping[str, Questionnaire],
    fewest: int,
) -> Report:
    """The report over these cells' tallies; `asked` are all questionnaires by their ids."""
    shown = figures.visible(tallies, fewest)
    newest = _newest(asked.values())
    sections = [_section(each, [tally for tally in shown if _name(tally) == each.name]) for each in newest.values()]
    return Report(
        sections=tuple(each for each in sections if each.n),
        change=_change(shown, newest),
        hidden=(*_open(rounds, asked), *_waiting(pools, asked)),
        needed=fewest,
    )


def _newest(asked: Iterable[Questionnaire]) -> dict[str, Questionnaire]:
    """The newest version of each by its name, with the items that only older ones have after its own: what was asked
    once stays to be read.
    """
    found: dict[str, Questionnaire] = {}
    for each in sorted(asked, key=lambda each: each.version, reverse=True):
        known = found.setdefault(each.name, each)
        more = tuple(item for item in each.items if known.item(item.id) is None)
        found[each.name] = known.model_copy(update={"items": (*known.items, *more)})
    return found


def _section(asked: Questionnaire, tallies: Sequence[Tally]) -> Section:
    scales = [
        Scale(item.id, item.text, found)
        for item in asked.items
        if item.kind == "scale" and (found := figures.scale(tallies, item.id)) is not None
    ]
    choices = []
    for item in asked.items:
        ticked = figures.choices(tallies, item.id)
        texts = {option.id: option.text for option in item.options}
        if item.kind == "choices" and ticked is not None:
            rows = [Choice(texts[name], part) for name, part in ticked.portions.items() if name in texts]
            choices.append(Choices(item.id, item.text, ticked.n, tuple(rows)))
    return Section(asked.name, asked.title, sum(each.n for each in tallies), tuple(scales), tuple(choices))


def _change(tallies: Sequence[Tally], newest: Mapping[str, Questionnaire]) -> Change | None:
    """How what is asked at several moments has changed from half-year to half-year; None with fewer than two."""
    able = [each for each in tallies if any(item in each.items for item in CHANGING)]
    periods = sorted({each.half_year for each in able})[-MOST_POINTS:]
    by_period = {period: [each for each in able if each.half_year == period] for period in periods}
    lines = []
    for item in CHANGING:
        words = next((found.text for asked in newest.values() if (found := asked.item(item))), None)
        means = tuple(shown.mean if (shown := figures.scale(by_period[each], item)) else None for each in periods)
        if words is not None and sum(mean is not None for mean in means) > 1:
            lines.append(StatementOverTime(words, means))
    if not lines:
        return None
    counts = tuple(sum(each.n for each in by_period[period]) for period in periods)
    return Change(tuple(periods), counts, tuple(lines))


def _open(rounds: Sequence[Round], asked: Mapping[str, Questionnaire]) -> list[Hidden]:
    """One for each questionnaire: the first day on which somebody's time to answer is over."""
    first: dict[str, Hidden] = {}
    for each in sorted(rounds, key=lambda each: each.closes):
        if each.questionnaire in asked:
            title = asked[each.questionnaire].title
            first.setdefault(asked[each.questionnaire].name, Hidden(title, "open", each.closes))
    return list(first.values())


def _waiting(pools: Sequence[Pool], asked: Mapping[str, Questionnaire]) -> list[Hidden]:
    """One for each questionnaire: how many there are is not told, for that changes as people answer."""
    first: dict[str, Hidden] = {}
    for each in sorted(pools, key=lambda each: each.since):
        if each.questionnaire in asked:
            patience = PATIENCE.get(each.level)
            until = each.since + patience if patience else None
            found = asked[each.questionnaire]
            first.setdefault(found.name, Hidden(found.title, "few", until))
    return list(first.values())


def _name(tally: Tally) -> str:
    return tally.questionnaire.partition("@")[0]
