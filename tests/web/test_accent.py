"""A network's own colour can be read, whatever it is."""

import re

from hypothesis import example, given
from hypothesis import strategies as st

from shared.web import accent, shell_folder
from shared.web.accent import ENOUGH, Accent, contrast

colours = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")


def pairs(found: Accent, *grounds: str) -> list[tuple[str, str]]:
    """Every text and its ground."""
    texts = [(text, ground) for text in (found.strong, found.stronger) for ground in (*grounds, found.tint)]
    return [*texts, (found.on_strong, found.strong), (found.on_strong, found.stronger)]


@given(colours)
@example("#ffffff")
@example("#000000")
@example("#ffff00")
@example("#0000ff")
def test_whatever_the_colour_everything_in_it_can_be_read_by_day_and_by_night(colour: str) -> None:
    for text, ground in pairs(accent.day(colour), "#ffffff", "#f4f3ee"):
        assert contrast(text, ground) >= ENOUGH, (text, ground)
    for text, ground in pairs(accent.night(colour), "#1a2427", "#12191b"):
        assert contrast(text, ground) >= ENOUGH, (text, ground)


def test_a_colour_that_can_be_read_stays_as_it_is() -> None:
    assert accent.day("#0b5c55").strong == "#0b5c55"


def test_contrast_is_measured_as_wcag_does() -> None:
    assert round(contrast("#000000", "#ffffff"), 2) == 21
    assert round(contrast("#777777", "#ffffff"), 2) == 4.48  # the usual example of just too little


def test_the_grounds_are_those_of_the_style_sheet() -> None:
    css = (shell_folder() / "static" / "rinnalla.css").read_text(encoding="utf-8")
    grounds = re.findall(r"--(?:ground|card): (#[0-9a-f]{3,6})", css)
    assert [each if len(each) == 7 else each.replace("f", "ff") for each in grounds[:4]] == [
        "#f4f3ee",
        "#ffffff",
        "#12191b",
        "#1a2427",
    ]


def test_the_style_sheet_sets_what_the_shell_uses() -> None:
    written = accent.style_sheet("#7a1f5c")
    assert written.count("--strong:") == 2
    assert "prefers-color-scheme: dark" in written
