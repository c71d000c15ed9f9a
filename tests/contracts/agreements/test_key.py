"""The seal's key: read in the forms in which people have one; what can't seal is refused at start, with a sentence."""

import base64
from datetime import UTC, datetime
from typing import Any

import pytest
from cryptography.fernet import Fernet
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding, NoEncryption, PrivateFormat
from pydantic import SecretStr

from deploy import keys
from services.contracts.agreements.document import key
from services.contracts.agreements.document.key import NotASealKeyError, SealKey
from services.contracts.service import SERVICE
from shared.app.lifecycle import build
from tests.contracts.agreements.build import SETTINGS
from tests.seal_keys import CERTIFICATE, KEY

OTHER_KEY, OTHER_CERTIFICATE = key.made("Muu verkosto", key.DEVELOPMENT)
PAST = (datetime(2020, 1, 1, tzinfo=UTC), datetime(2021, 1, 1, tzinfo=UTC))


def pem(private: Any, password: bytes = b"") -> str:
    hidden = BestAvailableEncryption(password) if password else NoEncryption()
    return str(private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, hidden).decode())


def test_pem_its_base64_and_pem_on_one_line_are_the_same_key() -> None:
    written = [base64.b64decode(each).decode() for each in (KEY, CERTIFICATE)]
    assert (
        key.read(*written) == key.read(KEY, CERTIFICATE) == key.read(*(each.replace("\n", "\\n") for each in written))
    )


@pytest.mark.parametrize(
    ("private", "why"),
    [
        ("", "no private key"),
        ("nonsense", "no private key"),
        (CERTIFICATE, "no private key"),
        (pem(ec.generate_private_key(ec.SECP256R1()), b"password"), "without a password"),
        (pem(rsa.generate_private_key(65537, 1024)), "2048 bits"),  # noqa: S505  # it is refused
        (pem(ec.generate_private_key(ec.SECP192R1())), "256 or more"),
        (pem(Ed25519PrivateKey.generate()), "elliptic curve"),
        (OTHER_KEY, "not the certificate of"),
    ],
    ids=["none", "nonsense", "a certificate", "encrypted", "short", "a small curve", "ed25519", "another's"],
)
def test_a_key_that_cannot_seal_is_refused_without_being_repeated(private: str, why: str) -> None:
    with pytest.raises(NotASealKeyError, match=why) as refused:
        key.read(private, CERTIFICATE)
    assert private[30:] == "" or private[30:60] not in str(refused.value)


@pytest.mark.parametrize("certificate", ["", "nonsense", KEY])
def test_what_is_no_certificate_is_refused(certificate: str) -> None:
    with pytest.raises(NotASealKeyError, match="no certificate"):
        key.read(KEY, certificate)


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"seal_key": None}, "RINNALLA_SEAL_KEY and RINNALLA_SEAL_CERTIFICATE are needed"),
        ({"seal_certificate": ""}, "deploy.keys --seal"),
        ({"seal_certificate": OTHER_CERTIFICATE}, "not the certificate of RINNALLA_SEAL_KEY"),
        ({"seal_trusted": "nonsense"}, "RINNALLA_SEAL_TRUSTED is no certificate"),
        (
            dict(zip(("seal_key", "seal_certificate"), key.made("Ennen", PAST), strict=True)),
            "held from 2020-01-01 to 2021",
        ),
    ],
    ids=["no key", "no certificate", "another's", "trusted nonsense", "expired"],
)
def test_contracts_does_not_start_with_a_key_that_cannot_seal(changed: dict[str, Any], why: str) -> None:
    given = {name: SecretStr(value) if name == "seal_key" and value else value for name, value in changed.items()}
    settings = SETTINGS.model_copy(update={"incident_key": SecretStr(Fernet.generate_key().decode()), **given})
    with pytest.raises(SystemExit, match=why):
        build(SERVICE, settings)


def test_earlier_certificates_stay_trusted_beside_today_s() -> None:
    both = SETTINGS.model_copy(update={"seal_trusted": OTHER_CERTIFICATE})
    assert key.trusted(both) == (
        key.read(KEY, CERTIFICATE).certificate,
        key.read(OTHER_KEY, OTHER_CERTIFICATE).certificate,
    )
    assert key.trusted(SETTINGS) == (SealKey.of(SETTINGS).certificate,)


def test_the_command_makes_a_pair_that_seals() -> None:
    told = dict(line.split("=", 1) for line in keys.main(["--seal", "Saaristo"]).splitlines())
    made = key.read(told["RINNALLA_SEAL_KEY"], told["RINNALLA_SEAL_CERTIFICATE"])
    assert made.until.year - made.since.year >= key.YEARS - 1
    assert b"Saaristo" in made.certificate


def test_a_key_tells_nothing_of_itself_when_it_is_printed() -> None:
    assert SealKey.of(SETTINGS).key.hex()[:20] not in repr(SealKey.of(SETTINGS))
    assert str(SealKey.of(SETTINGS).key)[2:30] not in repr(SealKey.of(SETTINGS))
