"""Makes a pair of keys for people's cookies: `python -m deploy.keys`; with a private key behind it, tells its public.

The private one is booking's alone; the public one is for all four services.
"""

import sys

from shared.people.keys import NotAKeyError, Signer, made


def told(private: str) -> str:
    """Both as they stand in an environment."""
    return f"RINNALLA_SESSION_KEY={private}\nRINNALLA_SESSION_PUBLIC_KEYS={Signer.of(private).public}"


if __name__ == "__main__":
    try:
        print(told(sys.argv[1] if len(sys.argv) > 1 else made()))  # noqa: T201  # that is its job
    except NotAKeyError:
        sys.exit("This is not a key: 32 bytes in base64.")
