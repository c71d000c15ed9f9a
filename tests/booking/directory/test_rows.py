"""A supervisor as they are sent: what a row says, what it leaves as it was, whom it may not be."""

from typing import Any

import pytest
from pydantic import ValidationError

from services.booking.directory.invitations import Invitation
from services.booking.directory.model import Supervisor
from services.booking.directory.schemas import (
    LABELS,
    SupervisorRow,
    admitted,
    differing,
    next_of,
    taken,
)
from tests.booking.build import NOW, supervisor

AINO = supervisor("aino", email="aino@verkosto.example", active=False, revision=4, phone="+358401234567")


def row(**changes: Any) -> SupervisorRow:
    return SupervisorRow.model_validate({"name": "Aino", "email": "aino@verkosto.example", **changes})


def refused(**changes: Any) -> bool:
    try:
        row(**changes)
    except ValidationError:
        return True
    return False


def test_who_is_new_is_active_gets_mail_before_duty_and_works_at_a_distance_unless_it_is_said() -> None:
    new = row().supervisor(None, "made")
    assert (new.active, new.duty_notices, new.remote) == (True, True, True)


def test_who_is_new_has_the_id_of_the_row_or_one_that_was_made() -> None:
    assert row().supervisor(None, "made").id == "made"
    assert row(id="aino").supervisor(None, "made").id == "aino"
    assert row(id="other").supervisor(AINO, "made").id == "aino"


def test_what_a_row_does_not_say_stays_as_it_was() -> None:
    changed = row(name="Aino Laine").supervisor(AINO, "made")
    assert (changed.name, changed.phone, changed.active, changed.regions) == ("Aino Laine", AINO.phone, False, ("02",))


def test_nothing_that_names_several_names_one_twice() -> None:
    said = row(
        languages=["sv", "fi", "sv"], regions=["02", "01", "02"], conflicts=["Tays", " TAYS "], competences=["rescue"]
    ).supervisor(None, "made")
    assert (said.languages, said.regions, said.conflicts) == (("sv", "fi"), ("02", "01"), ("tays",))
    assert said.competences == ("rescue",)


def test_hours_are_kept_by_the_names_they_are_sent_by() -> None:
    hours = [{"day": 1, "from": "09:00", "to": "15:00"}]
    kept = row(working_hours=hours).supervisor(AINO, "made")
    assert [(each.since.hour, each.until.hour) for each in kept.working_hours] == [(9, 15)]
    assert row(name="Aino").supervisor(kept, "made").working_hours == kept.working_hours


def test_in_another_s_place_a_row_keeps_who_they_are_and_whether_they_are_active() -> None:
    new = row().in_place_of(AINO, "made")
    assert (new.id, new.revision, new.active, new.phone) == ("aino", 4, False, None)
    assert row(active=True).in_place_of(AINO, "made").active
    assert row().in_place_of(None, "made") == row().supervisor(None, "made")


@pytest.mark.parametrize(("zone", "is_refused"), [(None, False), ("Europe/Helsinki", False), ("Europe/Nowhere", True)])
def test_a_zone_is_one_that_there_is(zone: str | None, is_refused: bool) -> None:  # noqa: FBT001
    assert refused(timezone=zone) is is_refused


@pytest.mark.parametrize(("codes", "is_refused"), [([], False), (["02"], False), (["02", "99"], True)])
def test_regions_are_those_that_there_are(codes: list[str], is_refused: bool) -> None:  # noqa: FBT001
    assert refused(regions=codes) is is_refused


def test_what_differs_is_named_and_what_does_not_is_not() -> None:
    after = AINO.model_copy(update={"name": "Aino Laine", "remote": False})
    assert differing(AINO, after) == [LABELS["name"], LABELS["remote"]]
    assert differing(AINO, AINO) == []


@pytest.mark.parametrize(
    ("changes", "revision"),
    [({"name": "Aino Laine"}, 5), ({"active": True}, 5), ({"language": "sv"}, 5), ({"regions": ()}, 4), ({}, 4)],
)
def test_the_other_services_are_told_anew_of_what_they_know_alone(changes: dict[str, Any], revision: int) -> None:
    assert next_of(AINO.model_copy(update=changes), AINO).revision == revision


def test_who_is_new_is_told_of_as_the_first_news() -> None:
    assert next_of(supervisor("mikael"), None).revision == 1


def test_of_who_is_not_active_nothing_is_told() -> None:
    assert admitted(AINO) == ()
    (said,) = admitted(AINO.model_copy(update={"active": True}))
    assert (said.supervisor_id, said.revision) == ("aino", 4)


def at(who: str, email: str) -> Supervisor:
    return supervisor(who, email=email)


def test_an_address_is_one_person_s_and_a_person_is_in_the_list_once() -> None:
    assert taken([at("a", "a@x"), at("b", "b@x")], {"a@x": "a", "b@x": "b"}) == {}
    assert [*taken([at("a", "a@x"), at("b", "a@x")], {})] == [1]
    assert [*taken([at("a", "a@x"), at("a", "b@x")], {})] == [1]
    assert [*taken([at("a", "c@x")], {"c@x": "c"})] == [0]


def test_two_may_change_their_addresses_with_each_other() -> None:
    assert taken([at("a", "b@x"), at("b", "a@x")], {"a@x": "a", "b@x": "b"}) == {}


def test_an_invitation_is_not_used_before_it_is() -> None:
    known = {"id": "i", "key": "k", "email": "aino@x.example", "name": "Aino", "language": "fi"}
    assert not Invitation.model_validate({**known, "invited_at": NOW, "expires_at": NOW}).used
