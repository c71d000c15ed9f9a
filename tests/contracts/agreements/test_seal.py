"""The seal: set once, on what all have signed; other people's programs accept it, and refuse one changed byte."""

import io
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID
from pydantic import SecretStr
from pyhanko.keys import load_certs_from_pemder_data
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import MDPPerm
from pyhanko.sign.validation import async_validate_pdf_signature
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko.sign.validation.status import PdfSignatureStatus, SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext

from services.contracts.agreements.document.documents import Document, Documents, KeyExpiredError, NotSignedError
from services.contracts.agreements.document.key import DEVELOPMENT, KEY_USAGE, SealKey
from services.contracts.agreements.document.verify import verify
from tests.contracts.agreements.build import NOW, SETTINGS, facts
from tests.contracts.agreements.reading import needs_poppler, root_of, text_of

SEALED_AT = NOW + timedelta(minutes=1)


@pytest.fixture(scope="module")
async def sealed(documents: Documents) -> Document:
    return await documents.seal(facts(), SEALED_AT)


def embedded(pdf: bytes) -> EmbeddedPdfSignature:
    found: EmbeddedPdfSignature
    (found,) = PdfFileReader(io.BytesIO(pdf)).embedded_signatures
    return found


async def validated(pdf: bytes, certificate: bytes) -> PdfSignatureStatus:
    """What pyhanko's own validation says."""
    roots = list(load_certs_from_pemder_data(certificate))
    trust = ValidationContext(trust_roots=roots, allow_fetching=False, moment=SEALED_AT)
    return await async_validate_pdf_signature(embedded(pdf), trust)


def pdfsig(pdf: bytes, folder: Path) -> str:
    file = folder / "contract.pdf"
    file.write_bytes(pdf)
    ended = subprocess.run(["pdfsig", str(file)], capture_output=True, check=False)  # noqa: S603, S607  # the file is ours
    return ended.stdout.decode()


def issued() -> tuple[str, str]:
    """An RSA key with a certificate from somebody else, and theirs behind it, as one buys it."""
    ours, theirs = (rsa.generate_private_key(65537, 2048) for _ in range(2))
    own, root = (
        certificate("Verkosto", ours, "Luottamus", theirs),
        certificate("Luottamus", theirs, "Luottamus", theirs),
    )
    private = ours.private_bytes(Encoding.PEM, PrivateFormat.TraditionalOpenSSL, NoEncryption())
    return private.decode(), (own + root).decode()


def certificate(name: str, key: rsa.RSAPrivateKey, issuer: str, issuers_key: rsa.RSAPrivateKey) -> bytes:
    subject, by = (x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, each)]) for each in (name, issuer))
    built = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(by)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(DEVELOPMENT[0])
        .not_valid_after(DEVELOPMENT[1])
        .add_extension(x509.BasicConstraints(ca=key is issuers_key, path_length=None), critical=True)
    )
    if key is not issuers_key:
        built = built.add_extension(KEY_USAGE, critical=True)
    return built.sign(issuers_key, hashes.SHA256()).public_bytes(Encoding.PEM)


def changed(pdf: bytes, place: int) -> bytes:
    harmed = bytearray(pdf)
    harmed[place] ^= 1
    return bytes(harmed)


async def test_pyhanko_s_own_validation_accepts_it_as_covering_everything(sealed: Document) -> None:
    status = await validated(sealed.pdf, SealKey.of(SETTINGS).certificate)
    assert status.bottom_line
    assert status.coverage == SignatureCoverageLevel.ENTIRE_FILE
    assert status.docmdp_ok


async def test_it_is_certified_once_at_the_time_that_was_given_and_allows_no_change(sealed: Document) -> None:
    seal = embedded(sealed.pdf)
    assert seal.self_reported_timestamp == SEALED_AT
    assert seal.docmdp_level == MDPPerm.NO_CHANGES
    assert seal.sig_object["/SubFilter"] == "/ETSI.CAdES.detached"
    assert (seal.sig_object["/Name"], seal.sig_object["/Reason"]) == (
        "Aurajoen työnohjaajat",
        "Kaikki osapuolet ovat allekirjoittaneet.",
    )


@needs_poppler
async def test_pdfsig_accepts_it_and_refuses_a_changed_byte_anywhere(sealed: Document, tmp_path: Path) -> None:
    said = pdfsig(sealed.pdf, tmp_path)
    assert "Signature is Valid." in said
    assert "Total document signed" in said
    contents = embedded(sealed.pdf).sig_object.raw_get("/ByteRange")
    first_end, second_start = int(contents[1]), int(contents[2])
    for place in (600, first_end // 2, first_end - 5, second_start + 40, len(sealed.pdf) - 60):
        assert "Signature is Valid." not in pdfsig(changed(sealed.pdf, place), tmp_path), place


@needs_poppler
async def test_the_seal_changes_nothing_that_is_shown_or_said_of_it(documents: Documents, sealed: Document) -> None:
    plain = await documents.render(facts())
    assert text_of(sealed.pdf) == text_of(plain.pdf)
    assert sealed.pdf.startswith(plain.pdf)
    assert root_of(sealed.pdf)["/Metadata"].data == root_of(plain.pdf)["/Metadata"].data
    assert "/Version" not in root_of(sealed.pdf)


async def test_its_field_is_one_that_pdf_a_and_pdf_ua_allow(sealed: Document) -> None:
    field = root_of(sealed.pdf)["/AcroForm"]["/Fields"][0]
    rect = [int(each) for each in field["/Rect"]]
    assert rect[0] == rect[2] < 0
    assert int(field["/F"]) & 0b111 == 0b100  # printed, not hidden
    assert field["/P"]["/Tabs"] == "/S"


@pytest.mark.parametrize("state", ["draft", "offered"])
async def test_only_what_all_have_signed_is_sealed(documents: Documents, state: str) -> None:
    with pytest.raises(NotSignedError):
        await documents.seal(facts(state=state), SEALED_AT)


async def test_nothing_is_sealed_outside_of_the_certificate_s_time(documents: Documents) -> None:
    for at in (datetime(2019, 12, 31, tzinfo=UTC), datetime(2050, 1, 2, tzinfo=UTC)):
        with pytest.raises(KeyExpiredError):
            await documents.seal(facts(), at)


async def test_a_bought_rsa_key_with_its_issuer_seals_too() -> None:
    private, chain = issued()
    bought = SETTINGS.model_copy(update={"seal_key": SecretStr(private), "seal_certificate": chain})
    found = Documents.of(bought)
    try:
        made = await found.seal(facts(), SEALED_AT)
    finally:
        await found.close()
    issuer = x509.load_pem_x509_certificates(chain.encode())[1].public_bytes(Encoding.DER)
    assert (await validated(made.pdf, issuer)).bottom_line
    assert (await verify(made.pdf, bought)).outcome == "genuine"
    assert (await verify(changed(made.pdf, made.pdf.rindex(b"/Contents <") + 900), bought)).outcome != "genuine"
