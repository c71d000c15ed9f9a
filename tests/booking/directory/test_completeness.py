"""What is told of details that were left empty."""

from services.booking.directory.completeness import NOWHERE, ONLY_REMOTE, UNTRAINED, lacking
from tests.booking.build import supervisor


def test_nothing_is_said_of_details_that_are_whole() -> None:
    assert lacking(supervisor("aino", competences=("debriefing",), regions=("02",))) == {}


def test_each_field_left_empty_is_told_by_what_follows_from_it() -> None:
    bare = {"competences": (), "regions": ()}
    assert lacking(supervisor("aino", remote=False, **bare)) == {"competences": UNTRAINED, "regions": NOWHERE}
    assert lacking(supervisor("aino", remote=True, **bare)) == {"competences": UNTRAINED, "regions": ONLY_REMOTE}
