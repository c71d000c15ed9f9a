"""What stands in a contract's document: facts and nothing else. The same facts give the same document, byte for byte.

Everything is text as people wrote it or as the contract's rules worded it, in the contract's language; how it looks,
and the words around it, are the document's own. Sizes are bounded here, so that no text costs more than its pages.
"""

from typing import Annotated, Literal, Self, TypeAlias

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from shared.messages.base import Instant

MAX_PARAGRAPH = 100_000
MAX_PAGES = 60
# Certainly more than those pages hold: longer texts are refused before anything is typeset.
MAX_LINES = 5000
_CHARACTERS_A_LINE = 80

Line = Annotated[str, StringConstraints(max_length=1000)]
Number = Annotated[str, StringConstraints(max_length=40)]
Title = Annotated[str, StringConstraints(max_length=200)]
Paragraph = Annotated[str, StringConstraints(max_length=MAX_PARAGRAPH)]
Sha256 = Annotated[str, StringConstraints(max_length=64, pattern="^[0-9a-f]{64}$")]
Role = Literal["orderer", "supervisor", "participant"]
State = Literal["draft", "offered", "signed"]


class Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Party(Frozen):
    """Somebody between whom the contract is; `details` are what is told of them, a line each."""

    role: Role
    name: Line
    details: Annotated[tuple[Line, ...], Field(max_length=20)] = ()


class Bullets(Frozen):
    items: Annotated[tuple[Paragraph, ...], Field(min_length=1, max_length=500)]


class Column(Frozen):
    """`numeric`: its figures stand under each other, at the right."""

    title: Line
    numeric: bool = False


class Table(Frozen):
    """Dates, prices. Every row has a cell for each column; `total` is a last row that is set apart."""

    caption: Line = ""
    columns: Annotated[tuple[Column, ...], Field(min_length=1, max_length=8)]
    rows: Annotated[tuple[tuple[Line, ...], ...], Field(max_length=2000)]
    total: tuple[Line, ...] | None = None

    @model_validator(mode="after")
    def _even(self) -> Self:
        if any(len(row) != len(self.columns) for row in (*self.rows, *((self.total,) if self.total else ()))):
            raise ValueError("each row needs a cell for each column")
        return self


Block: TypeAlias = Paragraph | Bullets | Table


class Section(Frozen):
    """One numbered clause; a string among its blocks is a paragraph, a line break in it a line break."""

    heading: Line
    blocks: Annotated[tuple[Block, ...], Field(max_length=1000)]


class Evidence(Frozen):
    """How somebody signed: what they typed as their name, when, and by a link sent to which address, or signed in."""

    name: Line
    at: Instant
    how: Literal["link", "signed_in"]
    address: Line
    device: Line = ""


class Signer(Frozen):
    """Who signs, in the order in which they do; not yet while `signed` is None."""

    role: Role
    name: Line
    organisation: Line = ""
    signed: Evidence | None = None


class DocumentFacts(Frozen):
    """A contract as it will read. `id` and `version` are what a verified copy is found by.

    `made_at`: the time that the document bears, handed in. `offered_sha256`: of the document that the signers saw.
    """

    id: Annotated[str, StringConstraints(max_length=64, pattern="^[A-Za-z0-9_-]{1,64}$")]
    version: Annotated[int, Field(ge=1)]
    number: Number
    state: State
    language: Literal["fi", "sv", "en"]
    network: Title
    title: Title
    subtitle: Title = ""
    made_at: Instant
    parties: Annotated[tuple[Party, ...], Field(max_length=500)]
    sections: Annotated[tuple[Section, ...], Field(max_length=200)]
    signers: Annotated[tuple[Signer, ...], Field(max_length=500)]
    offered_sha256: Sha256 | None = None

    @model_validator(mode="after")
    def _bounded(self) -> Self:
        if lines(self) > MAX_LINES:
            raise ValueError(f"the whole text is longer than {MAX_PAGES} pages")
        return self

    @model_validator(mode="after")
    def _signed_by_all(self) -> Self:
        if self.state == "signed" and not (self.signers and all(each.signed for each in self.signers)):
            raise ValueError("it is signed when every signer has signed")
        return self


def lines(facts: DocumentFacts) -> int:
    """About how many lines the whole text has."""
    parties = sum(1 + len(each.details) for each in facts.parties)
    sections = sum(2 + sum(map(_lines, each.blocks)) for each in facts.sections)
    return parties + sections + 5 * len(facts.signers)


def _lines(block: Block) -> int:
    if isinstance(block, str):
        return sum(1 + len(line) // _CHARACTERS_A_LINE for line in block.split("\n"))
    if isinstance(block, Bullets):
        return sum(map(_lines, block.items))
    return sum(max(map(_lines, row)) for row in block.rows)
