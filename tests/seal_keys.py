"""The key that seals in tests: made once in a process, as a local run makes its own."""

from services.contracts.agreements.document import key

KEY, CERTIFICATE = key.made("Työnohjaajaverkosto", key.DEVELOPMENT)
SEAL = {"seal_key": KEY, "seal_certificate": CERTIFICATE}
