"""One kept-open connection to the mail server, and what its answers mean for a letter.

What is said of this mail decides its fate; what is said of us (greeting, sign-in, sender) or not said at all does not:
then the letter waits, for a server that turns everybody away for an hour must not cost anybody a letter.
"""

import re
import sys
from dataclasses import dataclass
from typing import Literal
from urllib.parse import urlsplit

from aiosmtplib import SMTP, SMTPDataError, SMTPException, SMTPNotSupported, SMTPRecipientsRefused

from shared.settings import Settings

Fate = Literal["accepted", "refused", "later", "away"]
FOR_GOOD = 500
GOODBYE = 421
UNWRITABLE = 553
# Narrower than RFC 5321, as the pages are that ask for addresses: a lenient reader finds addresses in addresses.
ADDRESS = re.compile(r"""[^\s<>()\[\]\\,;:"@\x00-\x20\x7f]+@[^\s<>()\\,;"@\x00-\x20\x7f]+""")


@dataclass(frozen=True, slots=True)
class Verdict:
    """`later`: this letter can't be taken now, others may; `away`: no letter can. `code` is 0 where none was said."""

    fate: Fate
    code: int = 0
    why: str = ""


ACCEPTED = Verdict("accepted", 250)


class Line:
    """One connection; it opens by itself, and again after it broke."""

    def __init__(self, settings: Settings) -> None:
        url = urlsplit(settings.smtp_url)
        self._sender = settings.mail_from
        self._smtp = SMTP(
            hostname=url.hostname or "localhost",
            port=url.port or 25,
            username=url.username,
            password=url.password,
            use_tls=url.scheme == "smtps",
            timeout=10,
        )

    async def send(self, to: str, mail: bytes) -> Verdict:
        """Send one mail."""
        if not ADDRESS.fullmatch(to):
            return Verdict("refused", UNWRITABLE, "no address")
        try:
            if not self._smtp.is_connected:
                await self._smtp.connect()
            await self._smtp.sendmail(self._sender, [to], mail, mail_options=[] if to.isascii() else ["SMTPUTF8"])
        except SMTPRecipientsRefused as refused:
            return self._of(refused.recipients[0].code)
        except SMTPDataError as refused:
            return self._of(refused.code)
        except (SMTPNotSupported, ValueError) as unwritable:
            # No server takes this address, or not this one: tried again, it would only hold up the others.
            return Verdict("refused", UNWRITABLE, type(unwritable).__name__)
        except (SMTPException, OSError) as away:
            self.drop()
            return Verdict("away", getattr(away, "code", 0), type(away).__name__)
        return ACCEPTED

    def _of(self, code: int) -> Verdict:
        if code == GOODBYE:
            self.drop()
            return Verdict("away", code)
        return Verdict("refused" if code >= FOR_GOOD else "later", code)

    def drop(self) -> None:
        """Forget a broken connection; the next mail opens a new one."""
        self._smtp.close()


def check_sender(settings: Settings) -> None:
    """End the process with a sentence where no mail could be sent in this name."""
    if not (ADDRESS.fullmatch(settings.mail_from) and settings.mail_from.isascii()):
        sys.exit("Notifications can't start: RINNALLA_MAIL_FROM is no e-mail address.")
