"""A contract's document: made of facts alone, for every reader, in three languages; nothing in it is ever run."""

from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from services.contracts.agreements.document.documents import Document, Documents, TooManyPagesError
from services.contracts.agreements.document.key import SealKey
from services.contracts.agreements.document.model import Bullets, Column, Party, Section, Table
from services.contracts.agreements.document.typeset import typeset
from shared.i18n import Times
from tests.contracts.agreements.build import SETTINGS, SIGNERS, facts, signed_by
from tests.contracts.agreements.reading import card_of, needs_poppler, overlapping, root_of, tags_of, text_of

HOSTILE = '#read("/etc/hostname") #panic("x") = Head *bold* $x$ `raw` <a> @ref \\ // left out? /* and this? */ #[x'


def with_text(*blocks: Any, **changed: Any) -> Any:
    return facts(sections=(Section(heading="Kohta", blocks=blocks),), **changed)


async def rendered(documents: Documents, *blocks: Any) -> Document:
    return await documents.render(with_text(*blocks))


async def test_the_same_facts_give_the_same_bytes_in_another_process_too(documents: Documents) -> None:
    question = documents.question(facts())
    first = await documents.render(facts())
    assert first == await documents.render(facts())
    assert first.pdf == typeset(question["data"], facts().made_at)
    assert first.sha256 != (await documents.render(facts(number="2026-015"))).sha256


async def test_it_is_for_keeping_and_for_every_reader(documents: Documents) -> None:
    made = await documents.render(facts())
    root = root_of(made.pdf)
    metadata = root["/Metadata"].data.decode()
    for said in ("<pdfaid:part>3<", "<pdfaid:conformance>A<", "<pdfuaid:part>1<", "Työnohjaussopimus, 2026-014"):
        assert said in metadata
    assert (root["/Lang"], bool(root["/MarkInfo"]["/Marked"])) == ("fi", True)
    assert {"H1", "H2", "H3", "P", "L", "LI", "Table", "THead", "TH", "TD"} <= tags_of(made.pdf)
    assert made.pages == 2


@needs_poppler
@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("fi", ("Osapuolet", "TILAAJA", "TYÖNOHJAAJAT", "Allekirjoitukset", "Sivu 1 / 2", "26. marraskuuta 2026")),
        ("sv", ("Parter", "BESTÄLLARE", "ARBETSHANDLEDARE", "Underskrifter", "Sida 1 av 2", "26 november 2026")),
        ("en", ("Parties", "ORDERER", "SUPERVISORS", "Signatures", "Page 1 of 2", "26 November 2026")),
    ],
)
async def test_it_speaks_the_contract_s_language(documents: Documents, language: str, said: tuple[str, ...]) -> None:
    made = await documents.render(facts(language))
    text = text_of(made.pdf)
    assert [each for each in said if each not in text] == []
    assert root_of(made.pdf)["/Lang"] == language


@needs_poppler
async def test_every_signature_tells_who_when_and_how(documents: Documents) -> None:
    text = text_of((await documents.render(facts("en"))).pdf)
    assert "23 November 2026 at 14:05:09 (UTC+02:00)" in text
    assert "by a personal link sent to maria@example.org" in text
    assert "signed in as kaisa@example.org" in text
    assert "9f86d081 884c7d65" in text
    assert "https://rinnalla.example.org/contracts/verify" in text


@needs_poppler
async def test_a_draft_says_that_it_is_one_and_claims_no_seal(documents: Documents) -> None:
    text = text_of((await documents.render(facts("en", "draft"))).pdf)
    assert "Draft: not yet to be signed" in text
    assert text.count("Not yet signed") == len(SIGNERS)
    assert "sealed" not in text
    assert "Signed electronically" not in text


async def test_what_is_attached_names_nobody(documents: Documents) -> None:
    card = card_of((await documents.render(facts())).pdf)
    assert card["parties"] == {"orderer": 1, "supervisor": 2}
    assert (card["id"], card["version"]) == (facts().id, 2)
    assert not [each for each in SIGNERS if each.name in str(card)]


@needs_poppler
async def test_nothing_that_is_written_in_it_is_run(documents: Documents) -> None:
    made = await documents.render(
        with_text(
            HOSTILE,
            Bullets(items=(HOSTILE,)),
            Table(columns=(Column(title=HOSTILE),), rows=((HOSTILE,),)),
            title=HOSTILE,
            network=HOSTILE,
            parties=(Party(role="orderer", name=HOSTILE, details=(HOSTILE,)),),
        )
    )
    text = text_of(made.pdf)
    assert text.count('#read("/etc/hostname")') >= 7
    assert "/* and this? */" in text


@needs_poppler
async def test_a_name_that_the_fonts_lack_can_be_read_and_no_text_turns_round(documents: Documents) -> None:
    text = text_of((await rendered(documents, "张伟 pays \u202e0001 euro\u202c, שלום")).pdf)
    assert "[U+5F20][U+4F1F] pays 0001 euro" in text


@pytest.mark.parametrize(
    "text",
    [
        "x" * 5000,
        "a\u0301" * 2000,
        "e" + "\u0300\u0301" * 500,
        "\u0000\u001b[31m\ufeff\u00ad",
        "각\u1112\u1161",
        "😀👩‍👩‍👧" * 50,
    ],
    ids=["one long word", "composed", "a pile of marks", "control", "jamo", "emoji"],
)
async def test_text_of_every_kind_becomes_a_document(documents: Documents, text: str) -> None:
    assert (
        await rendered(
            documents, text, Table(columns=(Column(title="a"), Column(title="b")), rows=((text[:1000], "1"),))
        )
    ).pages


@needs_poppler
async def test_a_clause_of_100_kilobytes_is_whole(documents: Documents) -> None:
    clause = " ".join(f"sana{n}" for n in range(11_000))[:100_000]
    made = await rendered(documents, clause)
    assert made.pages > 20
    assert clause.split()[-1] in text_of(made.pdf)


async def test_long_documents_one_after_another_take_no_more_memory_than_two() -> None:
    own = Documents(SealKey.of(SETTINGS), Times(SETTINGS.zone), "https://example.org")
    used = []
    try:
        for number in range(6):
            await own.render(with_text("sana " * 20_000, number=str(number)))
            used.append(memory_of(own))
    finally:
        await own.close()
    assert used[-1] < used[1] * 1.15, used


def memory_of(documents: Documents) -> int:
    """Pages of memory that its process has in use."""
    process = documents._child._process
    assert process is not None
    return int(Path(f"/proc/{process.pid}/statm").read_text(encoding="ascii").split()[1])


async def test_more_than_60_pages_are_refused(documents: Documents) -> None:
    with pytest.raises(TooManyPagesError):
        await rendered(documents, "\n".join("x" for _ in range(4000)))


def test_a_text_that_is_far_too_long_is_refused_before_anything_is_typeset() -> None:
    with pytest.raises(ValidationError, match="longer than 60 pages"):
        with_text(*("x" * 100_000 for _ in range(5)))
    with pytest.raises(ValidationError, match="longer than 60 pages"):
        with_text("\n" * 6000)


def test_a_table_has_a_cell_for_every_column() -> None:
    with pytest.raises(ValidationError, match="a cell for each column"):
        Table(columns=(Column(title="a"), Column(title="b")), rows=(("1",),))


def test_it_is_signed_only_when_everybody_has() -> None:
    first, *others = SIGNERS
    half = (first.model_copy(update={"signed": signed_by(first)}), *others)
    with pytest.raises(ValidationError, match="when every signer has signed"):
        facts(signers=half)
    with pytest.raises(ValidationError, match="when every signer has signed"):
        facts(signers=())


@needs_poppler
async def test_no_word_stands_on_another_however_many_people_there_are(documents: Documents) -> None:
    people = tuple(
        Party(role="participant", name=f"Ohjattava {n}", details=(f"o{n}@example.org",) * (n % 3)) for n in range(9)
    )
    signers = tuple(each.model_copy(update={"organisation": "Organisaatio " * n}) for n, each in enumerate(SIGNERS * 3))
    for parties in (facts().parties, people):
        made = await documents.render(facts(state="offered", parties=parties, signers=signers))
        assert overlapping(made.pdf) == []


@needs_poppler
async def test_a_long_table_repeats_its_head_on_every_page(documents: Documents) -> None:
    rows = tuple((str(n), f"päivä {n}") for n in range(120))
    made = await rendered(documents, Table(columns=(Column(title="Nro"), Column(title="Ajankohta")), rows=rows))
    assert text_of(made.pdf).count("Ajankohta") >= 3
