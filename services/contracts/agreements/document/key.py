"""The key that documents are sealed with, its certificate, and earlier ones by which old seals stay genuine.

In the settings each stands as PEM, or as base64 of its PEM on one line, which an environment file can hold:
RINNALLA_SEAL_KEY the private key, RINNALLA_SEAL_CERTIFICATE its certificate (and its issuers', if there are any),
RINNALLA_SEAL_TRUSTED the certificates of keys used before.
"""

import base64
import binascii
import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TypeAlias

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePrivateKey, generate_private_key
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)
from cryptography.x509.oid import NameOID

from services.contracts.settings import ContractsSettings
from shared.app.settings import Settings
from shared.clock import utc_now

_MIN_RSA_BITS = 2048
_MIN_CURVE_BITS = 256
_PEM = "-----BEGIN"
_COMMON_NAME_LENGTH = 64
# A key that was made for trying things out seals whatever time the clock has been set to.
DEVELOPMENT = (datetime(2020, 1, 1, tzinfo=UTC), datetime(2050, 1, 1, tzinfo=UTC))
YEARS = 5
PrivateKey: TypeAlias = RSAPrivateKey | EllipticCurvePrivateKey


class NotASealKeyError(Exception):
    """Nothing can be sealed with what the settings give; the sentence says why, and repeats nothing of it."""


@dataclass(frozen=True, slots=True)
class SealKey:
    """What seals. `key` and `certificate` are DER, `issuers` the rest of its chain; `until`: the last moment it may."""

    key: bytes = field(repr=False)
    certificate: bytes
    issuers: tuple[bytes, ...]
    since: datetime
    until: datetime

    @staticmethod
    def of(settings: Settings) -> "SealKey":
        """Raises NotASealKeyError."""
        own = ContractsSettings.of(settings)
        if own.seal_key is None or not own.seal_certificate:
            raise NotASealKeyError(
                "RINNALLA_SEAL_KEY and RINNALLA_SEAL_CERTIFICATE are needed to seal contracts; make them with: "
                "python -m deploy.keys --seal"
            )
        return read(own.seal_key.get_secret_value(), own.seal_certificate)

    def may_seal(self, at: datetime) -> bool:
        return self.since <= at <= self.until

    def told(self) -> bytes:
        """For the process that seals."""
        parts = (self.key, self.certificate, *self.issuers)
        return json.dumps([base64.b64encode(each).decode() for each in parts]).encode()


def read(key: str, certificate: str) -> SealKey:
    """The key and its certificate as they are written in the settings. Raises NotASealKeyError."""
    private = _private_key(key)
    own, *issuers = _certificates("RINNALLA_SEAL_CERTIFICATE", certificate)
    if _public(own.public_key()) != _public(private.public_key()):
        raise NotASealKeyError("RINNALLA_SEAL_CERTIFICATE is not the certificate of RINNALLA_SEAL_KEY")
    if not _is_for_sealing(own):
        raise NotASealKeyError("RINNALLA_SEAL_CERTIFICATE is not for signing: its key usage says otherwise")
    return SealKey(
        private.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption()),
        own.public_bytes(Encoding.DER),
        tuple(each.public_bytes(Encoding.DER) for each in issuers),
        own.not_valid_before_utc,
        own.not_valid_after_utc,
    )


def trusted(settings: Settings) -> tuple[bytes, ...]:
    """The certificates (DER) whose seals are this network's: today's and the earlier ones; and their issuers', which no
    one else's seal comes from. Raises NotASealKeyError.
    """
    earlier, today = ContractsSettings.of(settings).seal_trusted, SealKey.of(settings)
    known = [today.certificate, *today.issuers]
    if earlier.strip():
        known += [each.public_bytes(Encoding.DER) for each in _certificates("RINNALLA_SEAL_TRUSTED", earlier)]
    return tuple(dict.fromkeys(known))


def check_seal(settings: Settings) -> None:
    """Without a key that can seal now the process ends at start, with a sentence."""
    try:
        key, _ = SealKey.of(settings), trusted(settings)
    except NotASealKeyError as failure:
        sys.exit(f"Contracts can't start: {failure}.")
    if not key.may_seal(utc_now()):
        held = f"held from {key.since:%Y-%m-%d} to {key.until:%Y-%m-%d}"
        sys.exit(f"Contracts can't start: RINNALLA_SEAL_CERTIFICATE {held}; give it a new key (docs/runbook.md).")


def made(name: str, valid: tuple[datetime, datetime]) -> tuple[str, str]:
    """A new key and a certificate that it has signed for itself, as they are written in the settings."""
    key = generate_private_key(SECP256R1())
    called = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name[:_COMMON_NAME_LENGTH])])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(called)
        .issuer_name(called)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(valid[0])
        .not_valid_after(valid[1])
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(KEY_USAGE, critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return _on_one_line(private), _on_one_line(certificate.public_bytes(Encoding.PEM))


def for_years(now: datetime) -> tuple[datetime, datetime]:
    """How long a key that is made now may seal."""
    return now - timedelta(days=1), now + timedelta(days=365 * YEARS)


KEY_USAGE = x509.KeyUsage(
    digital_signature=True,
    content_commitment=True,
    key_encipherment=False,
    data_encipherment=False,
    key_agreement=False,
    key_cert_sign=False,
    crl_sign=False,
    encipher_only=False,
    decipher_only=False,
)


def _private_key(written: str) -> PrivateKey:
    try:
        found = load_pem_private_key(_pem(written), password=None)
    except (ValueError, TypeError):  # the latter where it is encrypted
        raise NotASealKeyError("RINNALLA_SEAL_KEY is no private key in PEM without a password") from None
    if isinstance(found, RSAPrivateKey) and found.key_size >= _MIN_RSA_BITS:
        return found
    if isinstance(found, EllipticCurvePrivateKey) and found.curve.key_size >= _MIN_CURVE_BITS:
        return found
    raise NotASealKeyError("RINNALLA_SEAL_KEY must be RSA of 2048 bits or more, or of an elliptic curve of 256 or more")


def _certificates(name: str, written: str) -> Sequence[x509.Certificate]:
    try:
        return x509.load_pem_x509_certificates(_pem(written))
    except ValueError:
        raise NotASealKeyError(f"{name} is no certificate in PEM") from None


def _pem(written: str) -> bytes:
    """Raises ValueError."""
    text = written.strip()
    if text.startswith(_PEM):
        return text.replace("\\n", "\n").encode()
    try:
        return base64.b64decode("".join(text.split()), validate=True)
    except binascii.Error as wrong:
        raise ValueError from wrong


def _on_one_line(pem: bytes) -> str:
    return base64.b64encode(pem).decode()


def _public(key: object) -> bytes:
    encode = getattr(key, "public_bytes", None)
    return encode(Encoding.DER, PublicFormat.SubjectPublicKeyInfo) if encode else b""


def _is_for_sealing(certificate: x509.Certificate) -> bool:
    try:
        usage = certificate.extensions.get_extension_for_class(x509.KeyUsage).value
    except x509.ExtensionNotFound:
        return True
    return usage.digital_signature or usage.content_commitment
