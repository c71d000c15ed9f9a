"""Who is told what of the on-call roster: each their own duties and swaps, the coordinator where nobody is on call."""

from services.notifications.letters.model import DrillBegan
from services.notifications.letters.told.drafts import Coordinator, Draft
from services.notifications.writing.model import Facts, Kind
from shared.messages.booking import DutiesChanged, DutyDrewNear, DutyGapForeseen, SwapAgreed, SwapAsked, SwapDeclined


def duty_near(event: DutyDrewNear, _: Coordinator) -> list[Draft]:
    who = event.supervisor
    facts = Facts(name=who.name, slot=event.slot, backup=event.backup, link=event.roster_link)
    return [
        Draft(
            "duty_near", who.email, who.language, "roster", who.supervisor_id, "", facts, useless_after=event.slot.end
        )
    ]


def duty_gap(event: DutyGapForeseen, coordinator: Coordinator) -> list[Draft]:
    facts = Facts(gaps=event.gaps, needed_at=event.foreseen_at, link=event.roster_link)
    return [Draft("duty_gap", coordinator.email, coordinator.language, "roster", "gap", "", facts)]


def duties_changed(event: DutiesChanged, _: Coordinator) -> list[Draft]:
    who = event.supervisor
    facts = Facts(
        name=who.name, gained=event.gained, lost=event.lost, lost_swaps=event.lost_swaps, link=event.roster_link
    )
    return [Draft("duties_changed", who.email, who.language, "roster", who.supervisor_id, "", facts)]


def drill(event: DrillBegan, _: Coordinator) -> list[Draft]:
    return [
        Draft(
            "drill",
            each.email,
            each.language,
            "roster",
            event.drill_id,
            "",
            Facts(name=each.name, link=each.link, answer_by=event.answer_by),
            useless_after=event.answer_by,
        )
        for each in event.people
    ]


def swap_asked(event: SwapAsked, _: Coordinator) -> list[Draft]:
    facts = Facts(
        name=event.asked.name,
        colleague=event.asker.name,
        slot=event.given,
        in_return=event.in_return,
        link=event.answer_link,
    )
    who = event.asked
    return [
        Draft(
            "swap_asked", who.email, who.language, "roster", event.swap_id, "", facts, useless_after=event.given.start
        )
    ]


def swap_answered(event: SwapAgreed | SwapDeclined, _: Coordinator) -> list[Draft]:
    facts = Facts(
        name=event.asker.name,
        colleague=event.asked.name,
        slot=event.given,
        in_return=event.in_return,
        link=event.roster_link,
    )
    kind: Kind = "swap_agreed" if isinstance(event, SwapAgreed) else "swap_declined"
    return [Draft(kind, event.asker.email, event.asker.language, "roster", event.swap_id, "", facts)]
