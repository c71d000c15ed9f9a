"""Whom the coordinator is shown first: who was wished for, then those whose language it is; pure."""

from collections.abc import Iterable

from services.contracts.inquiries.model import Inquiry
from services.contracts.network.model import Supervisor
from shared.fields import name_key


def suggested(inquiry: Inquiry, supervisors: Iterable[Supervisor]) -> list[Supervisor]:
    """All of the network, who suits best first."""
    return sorted(supervisors, key=lambda each: (not is_wished(inquiry, each), each.language != inquiry.language))


def is_wished(inquiry: Inquiry, supervisor: Supervisor) -> bool:
    """Whether somebody's name is among the words of the wish."""
    wish = name_key(inquiry.wished or "")
    return bool(wish) and (name_key(supervisor.name) in wish or wish in name_key(supervisor.name))
