"""A mail server's pipe: `python -m services.notifications.bounces < mail` hands a mail that came back to the service.

It needs RINNALLA_PUBLIC_URL and RINNALLA_COORDINATOR_TOKEN alone. Where the service is away it ends with 75
(EX_TEMPFAIL), so that the mail server keeps the mail and tries again.
"""

import os
import sys
import urllib.error
import urllib.request

TEMPFAIL, CONFIG = 75, 78
LARGEST = 256 * 1024


def main() -> int:
    """Its exit status, as sysexits.h has it."""
    url, tokens = (os.environ.get(f"RINNALLA_{name}", "") for name in ("PUBLIC_URL", "COORDINATOR_TOKEN"))
    if not url.startswith(("https://", "http://")) or not tokens:
        sys.stderr.write("Set RINNALLA_PUBLIC_URL and RINNALLA_COORDINATOR_TOKEN.\n")
        return CONFIG
    asked = urllib.request.Request(  # noqa: S310  # the scheme was looked at
        f"{url.rstrip('/')}/notifications/api/bounces",
        data=sys.stdin.buffer.read(LARGEST),
        headers={"Authorization": f"Bearer {tokens.split(',')[0].strip()}", "Content-Type": "message/rfc822"},
    )
    try:
        with urllib.request.urlopen(asked, timeout=30):  # noqa: S310
            return 0
    except (OSError, urllib.error.HTTPError):
        return TEMPFAIL


if __name__ == "__main__":
    sys.exit(main())
