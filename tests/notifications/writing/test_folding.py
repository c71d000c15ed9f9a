"""Where a mail's header is folded: to the letter."""

import pytest

from services.notifications.writing.content import Content
from services.notifications.writing.headers import LINE_LIMIT, RECOMMENDED, addressed, is_folded, words

NAME = "Subject"  # and ": ", so that 67 letters are left of the first line, and 75 of those after it
FIRST, OTHERS = 67, 75


def of(*lengths: int) -> str:
    return " ".join("x" * each for each in lengths)


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        (of(FIRST), 1),
        (of(33, 33), 1),
        (of(33, 34), 2),
        (of(1, FIRST - 2), 1),
        (of(1, FIRST - 1), 2),
        (of(FIRST, 37, 37), 2),
        (of(FIRST, 37, 38), 3),
        (of(90), 1),
        (of(90, 90), 2),
        (of(1, 90, 1), 3),
    ],
)
def test_a_line_takes_as_many_words_as_fit(text: str, lines: int) -> None:
    value = words(NAME, text)
    assert len(value.split("\n")) == lines
    assert value.replace("\n ", " ") == text


ADDRESS = "aino@" + "x" * 40 + ".example"  # 53 letters


@pytest.mark.parametrize(
    ("who", "lines"),
    [("x" * (76 - 6 - 53 - 3), 1), ("x" * (76 - 6 - 53 - 2), 2), ("x", 1), ("ä" * 60, 2)],
)
def test_an_address_stands_beside_the_name_where_both_fit(who: str, lines: int) -> None:
    value = addressed("From", who, ADDRESS)
    assert value.endswith(f"<{ADDRESS}>")
    assert sum("<" in line for line in value.split("\n")) == 1
    if who.isascii():
        assert len(value.split("\n")) == lines
    else:
        assert len(value.split("\n")) > lines


@pytest.mark.parametrize(("last", "lines"), [(20, 2), (21, 3)])
def test_an_address_stands_beside_the_end_of_a_folded_name_where_both_fit(last: int, lines: int) -> None:
    who = f"{'x' * 66}, {'y' * (last - 2)}"  # quoted, so that the second line is a blank, the word and a mark
    value = addressed("From", who, ADDRESS)
    assert value.split("\n")[0] == f'"{"x" * 66},'
    assert len(value.split("\n")) == lines


@pytest.mark.parametrize(("letters", "is_folded_there"), [(33, False), (34, True)])
def test_a_quoted_name_is_folded_where_its_line_is_full(letters: int, is_folded_there: bool) -> None:  # noqa: FBT001
    first, *_ = addressed("From", f"{'x' * 33}, {'y' * letters}", "a@b.fi").split("\n")
    assert first.endswith(",") is is_folded_there


@pytest.mark.parametrize(
    ("value", "is_fit"),
    [
        ("x", True),
        (f"x {'x' * (RECOMMENDED - len(NAME) - 2 - 2)}", True),
        (f"x {'x' * (RECOMMENDED - len(NAME) - 2 - 1)}", False),
        ("x" * (LINE_LIMIT - len(NAME) - 2), True),
        ("x" * (LINE_LIMIT - len(NAME) - 1), False),
        ("x\n x", True),
        (f"x\n {'x' * 38} {'x' * 38}", True),
        (f"x\n {'x' * 38} {'x' * 39}", False),
        ("x\nBcc: x", False),
        ("x\n ", False),
        ("x\n  ", False),
        ("x\n", False),
        ("x\u2028", False),
    ],
)
def test_a_header_is_written_where_each_of_its_lines_is_fit(value: str, is_fit: bool) -> None:  # noqa: FBT001
    assert is_folded(NAME, value) is is_fit


def test_a_letter_is_urgent_where_it_says_so() -> None:
    assert not Content("subject", []).urgent
    assert Content("subject", [], urgent=True).urgent
