"""Whose rights have changed, so that their sessions end."""

import pytest

from services.booking.directory.search import Sought
from services.booking.sign_in.rules import may_do_otherwise
from shared.people.person import Person

AINO = Person(email="aino@verkosto.example", name="Aino", supervisor="aino")


@pytest.mark.parametrize(
    "changes", [{"coordinator": True}, {"supervisor": None}, {"supervisor": "other"}, {"organisations": ("koulu",)}]
)
def test_any_other_right_ends_the_sessions(changes: dict[str, object]) -> None:
    assert may_do_otherwise(AINO, AINO.model_copy(update=changes))


def test_a_stranger_has_the_rights_of_somebody_with_none() -> None:
    nobody = AINO.model_copy(update={"supervisor": None})
    assert not may_do_otherwise(None, nobody)
    assert may_do_otherwise(None, AINO)


def test_who_is_looked_for_is_active_unless_it_is_said() -> None:
    assert Sought() == Sought(active=True)
