"""A dropped file: genuine to the last byte, or not; whatever it is, the answer comes soon and names nobody."""

import asyncio
import io
import time
import zlib
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from pydantic import SecretStr
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from services.contracts.agreements.document import key
from services.contracts.agreements.document.documents import Document, Documents
from services.contracts.agreements.document.judging import judged
from services.contracts.agreements.document.key import SealKey
from services.contracts.agreements.document.sealing import sealed as seal
from services.contracts.agreements.document.sealing import signer_of
from services.contracts.agreements.document.verify import MAX_BYTES, OUTCOMES, SECONDS, verify
from shared.app.settings import Settings
from tests.contracts.agreements.build import NOW, SETTINGS, facts

SEALED_AT = NOW + timedelta(minutes=1)
TRUSTED = key.trusted(SETTINGS)
SAMPLES = Path(__file__).parent / "samples"
OTHERS = dict(zip(("seal_key", "seal_certificate"), key.made("Toinen verkosto", key.DEVELOPMENT), strict=True))


@pytest.fixture(scope="module")
async def sealed(documents: Documents) -> Document:
    return await documents.seal(facts(), SEALED_AT)


def another_network() -> Settings:
    changed = {"seal_key": SecretStr(OTHERS["seal_key"]), "seal_certificate": OTHERS["seal_certificate"]}
    return SETTINGS.model_copy(update=changed)


async def test_a_genuine_document_tells_when_it_was_sealed_which_contract_it_is_and_roles_only(
    sealed: Document,
) -> None:
    verdict = await verify(sealed.pdf, SETTINGS)
    assert (verdict.outcome, verdict.sealed_at) == ("genuine", SEALED_AT)
    assert (verdict.contract, verdict.version) == (facts().id, facts().version)
    assert verdict.parties == {"orderer": 1, "supervisor": 2}
    assert verdict.sha256 == sealed.sha256
    assert "Koskela" not in verdict.model_dump_json()


async def test_a_draft_has_no_seal(documents: Documents) -> None:
    made = await documents.render(facts(state="draft"))
    assert (await verify(made.pdf, SETTINGS)).outcome == "no_seal"


async def test_another_network_s_seal_is_not_ours(sealed: Document) -> None:
    assert (await verify(sealed.pdf, another_network())).outcome == "not_ours"


async def test_what_an_earlier_key_sealed_stays_genuine_while_its_certificate_is_trusted(sealed: Document) -> None:
    now = another_network()
    kept = now.model_copy(update={"seal_trusted": SETTINGS.seal_certificate})
    assert (await verify(sealed.pdf, kept)).outcome == "genuine"
    assert (await verify(sealed.pdf, now)).outcome == "not_ours"


def places(pdf: bytes, many: int) -> list[int]:
    """All over the file, and close together around the seal's own container, where changes hide most easily."""
    start = pdf.rindex(b"/Contents <")
    spread = range(0, len(pdf), len(pdf) // many)
    return sorted({*spread, *range(start, pdf.index(b">", start) + 2, 2500 // many), len(pdf) - 1, len(pdf) - 3})


def test_one_changed_byte_is_refused_wherever_it_is(sealed: Document) -> None:
    for place in places(sealed.pdf, 60):
        for bit in (1, 32):
            harmed = bytearray(sealed.pdf)
            harmed[place] ^= bit
            assert judged(bytes(harmed), TRUSTED).outcome != "genuine", (place, bit)
    assert judged(sealed.pdf, TRUSTED).outcome == "genuine"


@pytest.mark.parametrize("change", ["a byte more", "a byte less", "saved again", "twice in one"])
async def test_what_was_done_to_it_since_is_seen(sealed: Document, change: str) -> None:
    done: dict[str, Callable[[bytes], bytes]] = {
        "a byte more": lambda pdf: pdf + b"\n",
        "a byte less": lambda pdf: pdf[:-1],
        "saved again": saved_again,
        "twice in one": lambda pdf: pdf + pdf,
    }
    verdict = await verify(await asyncio.to_thread(done[change], sealed.pdf), SETTINGS)
    assert verdict.outcome == "changed"
    assert verdict.contract is None


def saved_again(pdf: bytes) -> bytes:
    writer, out = IncrementalPdfFileWriter(io.BytesIO(pdf)), io.BytesIO()
    writer.update_root()  # type: ignore[no-untyped-call]
    writer.write(out)  # type: ignore[no-untyped-call]
    return out.getvalue()


async def test_something_else_under_our_seal_is_no_contract() -> None:
    signer = signer_of(SealKey.of(SETTINGS).told())
    other = await asyncio.to_thread(
        seal, pdf_of(b"<< /Type /Catalog /Pages 2 0 R >>"), signer, SEALED_AT, "Verkosto", "Syy"
    )
    assert (await verify(other, SETTINGS)).outcome != "genuine"


def pdf_of(root: bytes, *objects: bytes) -> bytes:
    """A PDF of one page and whatever else."""
    pages = b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>"
    page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] >>"
    out, where = b"%PDF-1.7\n", []
    for number, each in enumerate((root, pages, page, *objects), 1):
        where.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, each)
    table = b"".join(b"%010d 00000 n \n" % place for place in where)
    trailer = b"trailer\n<< /Root 1 0 R /Size %d >>\nstartxref\n%d\n%%%%EOF\n" % (len(where) + 1, len(out))
    return out + b"xref\n0 %d\n0000000000 65535 f \n" % (len(where) + 1) + table + trailer


def bomb() -> bytes:
    """A file of some 300 kilobytes whose table of contents unpacks to 300 megabytes."""
    packed = zlib.compress(bytes(300_000_000))
    stream = b"<< /Type /XRef /Size 9 /W [1 2 1] /Root 1 0 R /Filter /FlateDecode /Length %d >>\nstream\n%s\nendstream"
    made = b"%PDF-1.7\n1 0 obj\n" + stream % (len(packed), packed) + b"\nendobj\n"
    return made + b"startxref\n9\n%%EOF\n"


def thousands_of_seals(pdf: bytes) -> bytes:
    """A form that names the same seal five thousand times."""
    start = pdf.rindex(b"/Contents <")
    fake = (
        b"<< /Type /Sig /SubFilter /ETSI.CAdES.detached /ByteRange [0 1 2 3] %s >>"
        % pdf[start : pdf.index(b">", start) + 1]
    )
    fields = [b"<< /FT /Sig /T (%d) /V 4 0 R >>" % number for number in range(5000)]
    named = b" ".join(b"%d 0 R" % (5 + number) for number in range(5000))
    return pdf_of(b"<< /Type /Catalog /Pages 2 0 R /AcroForm << /Fields [%s] >> >>" % named, fake, *fields)


def in_a_circle() -> bytes:
    """Fields that are their own children, and pages their own parents."""
    fields = b"<< /T (a) /Kids [4 0 R 4 0 R] >>"
    return pdf_of(b"<< /Type /Catalog /Pages 2 0 R /AcroForm << /Fields [4 0 R] >> >>", fields)


HOSTILE = {
    "nothing": b"",
    "text": b"Sopimus",
    "only its beginning": b"%PDF-1.7\n",
    "noise": b"%PDF-1.7\n" + bytes(range(256)) * 4000,
    "a table that leads nowhere": b"%PDF-1.7\nstartxref\n999999999\n%%EOF",
    "a table that leads to itself": b"%PDF-1.7\nxref\n0 0\ntrailer\n<</Size 1/Root 1 0 R/Prev 9>>\nstartxref\n9\n%%EOF",
    "deep": b"%PDF-1.7\n1 0 obj\n" + b"[" * 100_000 + b"\nendobj\ntrailer\n<</Root 1 0 R>>\nstartxref\n9\n%%EOF",
    "a bomb": bomb(),
    "in a circle": in_a_circle(),
    "no seal": pdf_of(b"<< /Type /Catalog /Pages 2 0 R >>"),
    "an empty form": pdf_of(b"<< /Type /Catalog /Pages 2 0 R /AcroForm << /Fields [] >> >>"),
}


@pytest.mark.parametrize("name", HOSTILE)
async def test_a_hostile_file_is_refused_soon(name: str) -> None:
    started = time.monotonic()
    assert (await verify(HOSTILE[name], SETTINGS)).outcome in {"not_a_pdf", "no_seal", "changed", "too_much"}
    assert time.monotonic() - started < SECONDS * 2


async def test_thousands_of_seals_are_refused_soon(sealed: Document) -> None:
    started = time.monotonic()
    assert (await verify(thousands_of_seals(sealed.pdf), SETTINGS)).outcome in {"changed", "too_much"}
    assert time.monotonic() - started < SECONDS * 2


async def test_a_huge_file_is_not_even_looked_at() -> None:
    assert (await verify(b"%PDF-" + bytes(MAX_BYTES), SETTINGS)).outcome == "too_large"


async def test_the_service_is_itself_again_after_a_hostile_file(sealed: Document) -> None:
    await verify(HOSTILE["a bomb"], SETTINGS)
    assert (await verify(sealed.pdf, SETTINGS)).outcome == "genuine"


def test_every_outcome_has_its_sentence() -> None:
    assert {"genuine", "changed", "not_ours", "no_seal", "not_a_pdf", "too_large", "too_much"} == OUTCOMES.keys()


def test_what_was_sealed_with_an_earlier_version_stays_genuine() -> None:
    """Nobody signs again because a library has been renewed."""
    for sample in SAMPLES.glob("*.pdf"):
        certificate = sample.with_suffix(".der").read_bytes()
        assert judged(sample.read_bytes(), [certificate]).outcome == "genuine", sample.name
    assert list(SAMPLES.glob("*.pdf"))
