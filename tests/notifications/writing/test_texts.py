"""What letters say, where they have a choice."""

from datetime import timedelta
from gettext import NullTranslations
from zoneinfo import ZoneInfo

import pytest

from services.notifications.writing.model import Facts
from services.notifications.writing.texts.roster_texts import MOST_TOLD
from services.notifications.writing.writer import KINDS, Writer
from shared.i18n import Times
from shared.messages.booking import Interval, Shift
from tests.notifications import build

WRITER = Writer(NullTranslations(), Times(ZoneInfo("Europe/Helsinki")), "en")


def facts(**known: object) -> Facts:
    return Facts.model_validate(
        {"organisation": "Koulu", "slot": build.SLOT, "link": build.ANSWER, "answer_by": build.NOW, **known}
    )


@pytest.mark.parametrize(
    "kind", ["looking_again", "time_withdrawn", "sign_in", "invited", "feedback", "duty_near", "swap_asked"]
)
def test_a_button_leads_where_the_letter_s_link_does(kind: str) -> None:
    button = KINDS[kind](WRITER, facts()).button  # type: ignore[index]
    assert button is not None
    assert button[1] == build.ANSWER


@pytest.mark.parametrize("kind", ["looking_again", "time_withdrawn"])
def test_whoever_can_not_come_is_named_as_far_as_may_be(kind: str) -> None:
    def said(**known: object) -> str:
        return " ".join(KINDS[kind](WRITER, facts(**known)).paragraphs)  # type: ignore[index]

    assert said(colleague="Aino").startswith("Aino can't come")
    assert said().startswith("The supervisor can't come")


@pytest.mark.parametrize(
    ("reason", "subject"), [("filled", "Already filled"), ("released", "Released"), ("withdrawn", "Withdrawn")]
)
def test_an_offer_s_end_says_why(reason: str, subject: str) -> None:
    assert WRITER.no_longer_needed(facts(reason=reason)).subject.startswith(f"{subject}: ")


def shifts(count: int) -> tuple[Shift, ...]:
    start = build.SLOT.start
    day = timedelta(days=1)
    return tuple(
        Shift(slot=Interval(start=start + n * day, end=start + (n + 1) * day), backup=False) for n in range(count)
    )


@pytest.mark.parametrize(
    ("gained", "lost", "told", "more"),
    [
        (1, 1, (1, 1), False),
        (MOST_TOLD, 0, (MOST_TOLD, 0), False),
        (MOST_TOLD - 1, 1, (MOST_TOLD - 1, 1), False),
        (MOST_TOLD - 1, 2, (MOST_TOLD - 1, 1), True),
        (MOST_TOLD + 1, 3, (MOST_TOLD, 0), True),
        (0, MOST_TOLD + 1, (0, MOST_TOLD), True),
    ],
)
def test_of_many_changes_of_one_s_duties_the_first_are_told_and_that_there_are_more(
    gained: int,
    lost: int,
    told: tuple[int, int],
    more: bool,  # noqa: FBT001
) -> None:
    letter = WRITER.duties_changed(facts(gained=shifts(gained), lost=shifts(lost)))
    labels = [label for label, _ in letter.facts]
    assert (labels.count("On call"), labels.count("Not on call any more")) == told
    assert any("more changes" in each for each in letter.after) is more
    assert letter.button == ("See the roster", build.ANSWER)
