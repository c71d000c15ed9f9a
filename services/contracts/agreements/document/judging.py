"""Judges a file that somebody dropped: is it a contract that this network sealed, byte for byte? `verify.py` asks.

Genuine is a file with one seal, by one of the trusted keys, at a time when its certificate held, that covers everything
there is. pyhanko's validation says so; the few bytes that no seal covers, its own container's, are looked at besides:
there is no byte that could be changed. Nothing of a file is believed before that.
"""

import asyncio
import io
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal, TypeAlias

from pyhanko.pdf_utils.decode_limits import DecodeLimits, StreamDecodeLimits
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.signers import ExternalSigner
from pyhanko.sign.signers.pdf_cms import PdfCMSSignedAttributes
from pyhanko.sign.validation import async_validate_pdf_signature
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko.sign.validation.settings import KeyUsageConstraints
from pyhanko.sign.validation.status import SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.registry import SimpleCertificateStore

from services.contracts.agreements.document.sealing import DIGEST

Outcome: TypeAlias = Literal["genuine", "changed", "not_ours", "no_seal", "not_a_pdf"]
MIB = 1024 * 1024
_LIMITS = DecodeLimits(per_stream=StreamDecodeLimits(max_output_size=16 * MIB))


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a file is. `card`: what a genuine one says of itself for machines."""

    outcome: Outcome
    sealed_at: datetime | None = None
    card: dict[str, Any] | None = None


def judged(pdf: bytes, trusted: Sequence[bytes]) -> Judgement:
    """`trusted`: the certificates (DER) whose seals are this network's."""
    try:
        reader = PdfFileReader(io.BytesIO(pdf), decode_limits=_LIMITS)
        has_form = "/AcroForm" in reader.root
    except Exception:  # noqa: BLE001  # whatever a reader stumbles over
        return Judgement("not_a_pdf")
    if not has_form:
        return Judgement("no_seal")
    try:
        return _of_seals(pdf, reader, trusted)
    except Exception:  # noqa: BLE001  # a seal that can't be read is not as it was set
        return Judgement("changed")


def _of_seals(pdf: bytes, reader: PdfFileReader, trusted: Sequence[bytes]) -> Judgement:
    seals = reader.embedded_signatures
    if not seals:
        return Judgement("no_seal")
    seal = seals[0]
    if seal.signer_cert.dump() not in trusted:
        return Judgement("not_ours")
    sealed_at = seal.self_reported_timestamp
    if len(seals) > 1 or sealed_at is None or not asyncio.run(_is_whole(pdf, seal, sealed_at, trusted)):
        return Judgement("changed")
    names = reader.root["/Names"]["/EmbeddedFiles"]["/Names"]
    return Judgement("genuine", sealed_at.astimezone(UTC), json.loads(names[1]["/EF"]["/F"].data))


async def _is_whole(pdf: bytes, seal: EmbeddedPdfSignature, sealed_at: datetime, trusted: Sequence[bytes]) -> bool:
    return await _is_valid(seal, sealed_at) and await _is_as_it_was_written(pdf, seal, trusted)


async def _is_valid(seal: EmbeddedPdfSignature, sealed_at: datetime) -> bool:
    """Whether it covers the whole file as it is, and was set while its certificate held."""
    certificate = seal.signer_cert
    # The very certificate is trusted, whoever issued it; at that time, so that one that has expired since is no matter.
    trust = ValidationContext(trust_roots=[certificate], allow_fetching=False, moment=sealed_at)
    usage = KeyUsageConstraints(key_usage={"digital_signature", "non_repudiation"}, match_all_key_usages=False)
    status = await async_validate_pdf_signature(seal, trust, key_usage_settings=usage, skip_diff=True)
    held: bool = certificate.not_valid_before <= sealed_at <= certificate.not_valid_after
    return held and status.bottom_line and status.coverage == SignatureCoverageLevel.ENTIRE_FILE


async def _is_as_it_was_written(pdf: bytes, seal: EmbeddedPdfSignature, trusted: Sequence[bytes]) -> bool:
    """Whether the one gap that the seal does not cover holds the seal as `sealing` writes it, and zeros behind it.

    A container has bytes that no signature covers, and that validation passes over: it is made again around the
    same signature, and must come out the same.
    """
    if any(each.dump() not in trusted for each in seal.other_embedded_certs):
        return False
    store = SimpleCertificateStore()  # type: ignore[no-untyped-call]
    store.register_multiple(seal.other_embedded_certs)
    signer = ExternalSigner(seal.signer_cert, store, seal.signer_info["signature"].native)
    made = await signer.async_sign(
        seal.compute_digest(), DIGEST, use_pades=True, signed_attr_settings=PdfCMSSignedAttributes()
    )
    _, start, end, _ = (int(each) for each in seal.byte_range)
    written: bytes = made.dump().hex().upper().encode()
    return pdf[start:end] == b"<" + written.ljust(end - start - 2, b"0") + b">"
