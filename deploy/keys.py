"""Makes keys, as they stand in an environment.

`python -m deploy.keys`: a pair for people's cookies; with a private key behind it, tells its public. The private one is
booking's alone; the public one is for all four services. `python -m deploy.keys --seal "Name of the network"`: the key
and the certificate of the seal, contracts' alone. `python -m deploy.keys --push`: what signs push messages,
notifications' alone.
"""

import sys

from services.contracts.agreements.document import key
from services.notifications.channels import push_key
from shared.clock import utc_now
from shared.people.keys import NotAKeyError, Signer, made


def told(private: str) -> str:
    """Both as they stand in an environment."""
    return f"RINNALLA_SESSION_KEY={private}\nRINNALLA_SESSION_PUBLIC_KEYS={Signer.of(private).public}"


def seal_told(name: str) -> str:
    """A new key of the seal and its certificate, as they stand in an environment."""
    private, certificate = key.made(name, key.for_years(utc_now()))
    return f"RINNALLA_SEAL_KEY={private}\nRINNALLA_SEAL_CERTIFICATE={certificate}"


def main(arguments: list[str]) -> str:
    """What is printed. Raises NotAKeyError."""
    if arguments[:1] == ["--push"]:
        return f"RINNALLA_PUSH_KEY={push_key.made()}"
    if arguments[:1] == ["--seal"]:
        return seal_told(arguments[1] if len(arguments) > 1 else "Rinnalla")
    return told(arguments[0] if arguments else made())


if __name__ == "__main__":
    try:
        print(main(sys.argv[1:]))  # noqa: T201  # that is its job
    except NotAKeyError:
        sys.exit("This is not a key: 32 bytes in base64.")
