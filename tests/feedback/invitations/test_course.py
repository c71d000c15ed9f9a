"""What has been heard of a debriefing, and whether there is anything to ask about."""

import pytest

from services.feedback.invitations import asking
from services.feedback.invitations.model import Course
from tests.feedback.invitations.test_asking import mark, planned_by


@pytest.mark.parametrize(
    ("withdrawn", "held", "asked"),
    [(False, None, True), (False, True, True), (False, False, False), (True, None, False), (True, True, False)],
)
def test_what_was_withdrawn_or_not_held_is_not_asked_about(withdrawn: bool, held: bool | None, asked: bool) -> None:  # noqa: FBT001
    assert asking.is_asked_about(Course(id="case", withdrawn=withdrawn, held=held)) is asked


def test_a_withdrawal_is_the_end_whatever_is_heard_afterwards() -> None:
    course = asking.marked(asking.withdrawn(Course(id="case")), mark(3, held=True))
    assert course.withdrawn
    assert not asking.is_asked_about(course)


def test_of_two_marks_of_one_moment_the_first_heard_counts() -> None:
    course = asking.marked(Course(id="case"), mark(1, held=True))
    assert asking.marked(course, mark(1, held=False)) is course
    assert asking.marked(course, mark(1, held=False, seconds=1)).held is False
    assert asking.marked(course, mark(0, held=False, seconds=9)) is course


def test_the_same_confirmation_heard_again_changes_nothing() -> None:
    first, again = (planned_by(1).model_copy(update={"id": name}) for name in ("first", "again"))
    assert asking.renewed(first, again) is first
    assert asking.renewed(None, again) is again
