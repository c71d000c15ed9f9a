"""The document's own words around the facts, in the contract's language: what `contract.typ` is given, as data."""

import json
from collections import Counter
from collections.abc import Mapping
from typing import Any

from services.contracts.agreements.document.characters import one_line, shown
from services.contracts.agreements.document.model import Block, Bullets, DocumentFacts, Evidence, Party, Signer, Table
from shared.i18n import N_, Msgid, Phrase, Times, Translations, say

ROLES: Mapping[str, Msgid] = {
    "orderer": N_("Orderer"),
    "supervisor": N_("Supervisor"),
    "participant": N_("Participant"),
}
ROLES_IN_PLURAL: Mapping[str, Msgid] = {
    "orderer": N_("Orderers"),
    "supervisor": N_("Supervisors"),
    "participant": N_("Participants in supervision"),
}
STATES: Mapping[str, Msgid] = {
    "draft": N_("Draft: not yet to be signed"),
    "offered": N_("To be signed: binding once all have signed"),
}
SIGNED = N_(
    "Signed electronically: each signer was given the whole text to read, typed their name and pressed “Sign”. This is "
    "an electronic signature as meant by article 3(10) of the eIDAS regulation (EU) 910/2014, of its simple kind."
)
TO_BE_SIGNED = N_(
    "To be signed electronically: each signer is given the whole text to read, types their name and presses “Sign”. "
    "That is an electronic signature as meant by article 3(10) of the eIDAS regulation (EU) 910/2014, "
    "of its simple kind."
)
_HOW: Mapping[str, Msgid] = {
    "link": N_("by a personal link sent to %(address)s"),
    "signed_in": N_("signed in as %(address)s"),
}
# A row of a table, and the edge of a page, in characters.
_CHARACTERS_A_ROW = 80
_EDGE = 60


class Wording:
    """Says one document's words. `check_at`: the address where anybody can check a copy."""

    def __init__(self, facts: DocumentFacts, translations: Translations, times: Times, check_at: str) -> None:
        self._facts = facts
        self._translations = translations
        self._times = times
        self._check_at = check_at

    def data(self) -> dict[str, Any]:
        """Everything that the template shows, ready to be shown: it only places."""
        facts = self._facts
        return {
            "language": facts.language,
            "title": one_line(facts.title),
            "short_title": _short(one_line(facts.title)),
            "subtitle": one_line(facts.subtitle),
            "network": one_line(facts.network),
            "short_network": _short(one_line(facts.network)),
            "name": self._name(),
            "facts": [list(each) for each in self._head()],
            "state": self._say(STATES[facts.state]) if facts.state in STATES else "",
            "parties": self._parties(),
            "sections": [
                {"heading": one_line(each.heading), "blocks": [_block(block) for block in each.blocks]}
                for each in facts.sections
            ],
            "signing": self._signing(),
            "seal": self._seal(),
            "words": self._words(),
            "card": json.dumps(card(facts), ensure_ascii=False, indent=2),
        }

    def _words(self) -> dict[str, str]:
        return {
            "parties": self._say(N_("Parties")),
            "page": self._say(Phrase(N_("Page %(page)s of %(pages)s"), {"page": "#", "pages": "##"})),
            "attached": self._say(N_("Which contract this is, for machines")),
            "signing": self._say(N_("Signatures")),
            "reason": self._say(N_("All parties have signed.")),
        }

    def _name(self) -> str:
        named = Phrase(
            N_("%(number)s, version %(version)s"),
            {"number": one_line(self._facts.number), "version": self._facts.version},
        )
        return self._say(named)

    def _head(self) -> list[tuple[str, str]]:
        return [
            (self._say(N_("Contract")), self._name()),
            (self._say(N_("Dated")), self._times.long_date(self._facts.made_at, self._facts.language)),
        ]

    def _parties(self) -> list[dict[str, Any]]:
        """By role, in the order of roles; who has the same role stands together."""
        found = []
        for role in ROLES:
            people = [party for party in self._facts.parties if party.role == role]
            if people:
                words = ROLES if len(people) == 1 else ROLES_IN_PLURAL
                found.append({"role": self._say(words[role]), "people": [_person(each) for each in people]})
        return found

    def _signing(self) -> dict[str, Any]:
        return {
            "intro": self._say(SIGNED if self._facts.state == "signed" else TO_BE_SIGNED),
            "signers": [self._signer(each) for each in self._facts.signers],
            "shown": self._shown_document(),
        }

    def _shown_document(self) -> list[str]:
        if self._facts.offered_sha256 is None or self._facts.state != "signed":
            return []
        label = N_("Everybody signed the same document. Its fingerprint (SHA-256):")
        return [self._say(label), _in_groups(self._facts.offered_sha256)]

    def _signer(self, signer: Signer) -> dict[str, Any]:
        organisation = one_line(signer.organisation)
        role = self._say(ROLES[signer.role])
        return {
            "name": one_line(signer.name),
            "role": f"{role}, {organisation}" if organisation else role,
            "written": one_line(signer.signed.name) if signer.signed else "",
            "evidence": self._evidence(signer.signed) if signer.signed else [self._say(N_("Not yet signed"))],
        }

    def _evidence(self, signed: Evidence) -> list[str]:
        told = [
            self._times.exact(signed.at, self._facts.language),
            self._say(Phrase(_HOW[signed.how], {"address": one_line(signed.address)})),
        ]
        return [*told, one_line(signed.device)] if signed.device else told

    def _seal(self) -> list[str]:
        """What is said below the signatures of a document that all have signed."""
        if self._facts.state != "signed":
            return []
        sealed = N_(
            "%(network)s has sealed this document electronically: if one character of it is changed, that can be seen. "
            "Whether a copy is genuine can be checked at %(address)s."
        )
        values = {"network": one_line(self._facts.network), "address": self._check_at}
        return [self._say(Phrase(sealed, values))]

    def _say(self, text: Msgid | Phrase) -> str:
        return say(text, self._translations)


def card(facts: DocumentFacts) -> dict[str, Any]:
    """What is attached for machines: which contract this is, and its parties by role only."""
    roles: Counter[str] = Counter(each.role for each in facts.parties)
    return {
        "kind": "rinnalla.contract",
        "id": facts.id,
        "version": facts.version,
        "state": facts.state,
        "language": facts.language,
        "made_at": facts.made_at.isoformat(),
        "parties": {role: roles[role] for role in ROLES if role in roles},
    }


def _person(party: Party) -> dict[str, Any]:
    return {"name": one_line(party.name), "details": [one_line(each) for each in party.details]}


def _block(block: Block) -> dict[str, Any]:
    if isinstance(block, Bullets):
        return {"kind": "bullets", "items": [_lines(each) for each in block.items]}
    if isinstance(block, Table):
        longest = _CHARACTERS_A_ROW // len(block.columns)
        return {
            "kind": "table",
            "caption": one_line(block.caption),
            "columns": [{"title": one_line(each.title, longest), "numeric": each.numeric} for each in block.columns],
            "rows": [[one_line(cell, longest) for cell in row] for row in block.rows],
            "total": [one_line(cell, longest) for cell in block.total or ()],
        }
    return {"kind": "text", "lines": _lines(block)}


def _lines(text: str) -> list[str]:
    return shown(text).split("\n")


def _short(text: str) -> str:
    """For the edge of each page."""
    return text if len(text) <= _EDGE else f"{text[:_EDGE]}…"


def _in_groups(fingerprint: str) -> str:
    """Easier to compare by eye."""
    return " ".join(fingerprint[place : place + 8] for place in range(0, len(fingerprint), 8))
