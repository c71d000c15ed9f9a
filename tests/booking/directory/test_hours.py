"""Weekly hours, as people write them."""

import contextlib
from datetime import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from services.booking.directory import hours
from services.booking.directory.model import EVERY_DAY, OFFICE, Hours
from services.booking.directory.schemas import SupervisorRow
from shared.i18n import Mistake


def h(day: int, since: int, until: int) -> Hours:
    return Hours(day=day, since=time(since), until=time(until % 24))


@pytest.mark.parametrize(
    "written",
    [
        "ma-pe 8-16",
        "ma–pe 8–16",
        "MA - PE klo 8.00 - 16.00",
        "mån–fre kl. 8–16",
        "Mon-Fri 8:00-16:00",
        "maanantai-perjantai 08-16",
    ],
)
def test_office_hours_are_read_however_they_are_written(written: str) -> None:
    assert hours.parsed(written) == OFFICE


@pytest.mark.parametrize(
    "written",
    [
        "ma\u2011pe 8-16",
        "ma\u2212pe\u00a08\u221216",
        "\u202ama-pe\u202c 8-16",
        "ma-pe\t 8 - 16\r\n",
        "ma  -  pe   klo.   8   -   16",
        "ma\u030an-fre 8-16",
    ],
)
def test_pasted_hours_are_read_with_what_nobody_sees_in_them(written: str) -> None:
    assert hours.parsed(written) == OFFICE


ENDLESS = {
    "blanks": "ma" + " " * 24_000 + "x",
    "more blanks": "ma" + " " * 2**18 + "x",
    "letters": "m" * 2**18,
    "digits": "ma " + "8" * 2**18,
    "parts": "ma 8-9," * 2**15,
    "empty parts": "," * 2**18,
    "dashes": "ma" + " -" * 2**17,
    "invisible": "ma" + "\u200b" * 2**18 + " 8-16",
}


@pytest.mark.parametrize("written", ENDLESS.values(), ids=ENDLESS)
def test_a_text_without_an_end_is_refused_before_it_is_looked_through(written: str) -> None:
    with pytest.raises(Mistake) as refused:
        hours.parsed(written)
    assert refused.value.text == hours.UNREADABLE
    with pytest.raises(Mistake) as refused:
        hours.of_a_day(written)
    assert refused.value.text == hours.UNREADABLE_DAY


@pytest.mark.parametrize(
    "written",
    [
        "ma 8-12, ma 11-13",
        "ma 8-24, ma 9-10",
        "ma-pe 8-16; ke 10-11",
        "ma 22-2, ma 23-24",
        "ma 22-2, ti 1-3",
        "su 22-2, ma 1-8",
    ],
)
def test_hours_that_overlap_are_refused(written: str) -> None:
    with pytest.raises(Mistake) as refused:
        hours.parsed(written)
    assert refused.value.text == hours.OVERLAPPING


def test_several_stretches_are_read_in_the_weeks_order() -> None:
    assert hours.parsed("la 10-14; to 8-12, to 13-24") == (h(4, 8, 12), h(4, 13, 24), h(6, 10, 14))


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("pe 22-2", (Hours(day=5, since=time(22), until=time(2)),)),
        ("pe 22-02.30", (Hours(day=5, since=time(22), until=time(2, 30)),)),
        ("ma 16-8", (h(1, 16, 8),)),
        ("ma 18-0", (h(1, 18, 24),)),
        ("ma-su 0-24", tuple(h(day, 0, 24) for day in range(1, 8))),
        ("ma 22-2, ti 2-4", (h(1, 22, 2), h(2, 2, 4))),
        ("su 22-2, ma 2-8", (h(1, 2, 8), h(7, 22, 2))),
    ],
)
def test_hours_may_end_after_midnight(written: str, read: tuple[Hours, ...]) -> None:
    assert hours.parsed(written) == read
    assert hours.parsed(hours.told(read, "sv")) == read


def test_the_hours_of_one_day_may_end_after_midnight_and_begin_with_it() -> None:
    read = hours.of_a_day("0-1, 22-2")
    assert [(each.since, each.until) for each in read] == [(time(0), time(1)), (time(22), time(2))]
    with pytest.raises(Mistake):
        hours.of_a_day("22-2, 23-24")


@pytest.mark.parametrize(
    "wrong",
    [
        [{"day": 1, "from": "08:00", "to": "12:00"}, {"day": 1, "from": "11:00", "to": "13:00"}],
        [{"day": 7, "from": "22:00", "to": "02:00"}, {"day": 1, "from": "01:00", "to": "03:00"}],
        [{"day": 1, "from": "08:00", "to": "08:00"}],
        [{"day": 1, "from": "08:00Z", "to": "16:00"}],
        [{"day": 1, "from": "08:00:30", "to": "16:00"}],
    ],
)
def test_programs_are_refused_what_people_are(wrong: list[dict[str, Any]]) -> None:
    row = {"name": "Aino", "email": "aino@verkosto.fi"}
    for field in ("working_hours", "urgent_hours"):
        with pytest.raises(ValidationError):
            SupervisorRow.model_validate(row | {field: wrong})
    evening = [{"day": 5, "from": "22:00", "to": "02:00"}, {"day": 6, "from": "00:00", "to": "00:00"}]
    with pytest.raises(ValidationError):
        SupervisorRow.model_validate(row | {"urgent_hours": evening})
    evening[1]["from"] = "02:00"
    assert SupervisorRow.model_validate(row | {"urgent_hours": evening}).urgent_hours[0].until == time(2)


def test_of_nothing_written_there_are_no_hours() -> None:
    assert hours.parsed(" \n ") == ()


@pytest.mark.parametrize(
    "written",
    ["8-16", "ma-pe", "xx 8-16", "pe-ma 8-16", "ma 8-8", "ma 12-8", "ma 0-0", "ma 8-25", "ma 8.70-10", "ma 24-24"],
)
def test_what_can_not_be_meant_is_refused(written: str) -> None:
    with pytest.raises(Mistake):
        hours.parsed(written)


@pytest.mark.parametrize(("language", "told"), [("fi", "ma–pe 8–16"), ("sv", "mån–fre 8–16"), ("en", "Mon–Fri 8–16")])
def test_days_in_a_row_are_told_together(language: str, told: str) -> None:
    assert hours.told(OFFICE, language) == told


def test_minutes_are_told_as_the_language_writes_them() -> None:
    odd = (Hours(day=2, since=time(8, 30), until=time(0)),)
    assert [hours.told(odd, language) for language in ("fi", "sv", "en")] == [
        "ti 8.30–24",
        "tis 8.30–24",
        "Tue 8:30–24",
    ]


quarters = st.integers(0, 95)
weeks = st.dictionaries(st.integers(1, 7), st.tuples(quarters, quarters).filter(lambda q: q[0] < q[1]))


@given(week=weeks, language=st.sampled_from(("fi", "sv", "en")))
def test_whatever_the_hours_what_is_told_reads_as_the_same(week: dict[int, tuple[int, int]], language: str) -> None:
    known = tuple(
        Hours(day=day, since=time(a // 4, a % 4 * 15), until=time(b // 4, b % 4 * 15))
        for day, (a, b) in sorted(week.items())
    )
    assert hours.parsed(hours.told(known, language)) == known


@given(st.text(max_size=40))
def test_whatever_is_written_is_read_or_refused_with_a_sentence(written: str) -> None:
    with contextlib.suppress(Mistake):
        read = hours.parsed(written)
        assert hours.parsed(hours.told(read, "fi")) == read


def test_every_day_is_told_as_one_stretch() -> None:
    assert hours.told(EVERY_DAY, "fi") == "ma–su 8–20"
