"""What a mail that came back says: delivery reports (RFC 3464) and complaints (RFC 5965). Pure.

Only what is addressed to a letter's own signed address counts: anybody can write that anything has bounced.
"""

import re
from collections.abc import Callable, Iterator
from email import message_from_bytes
from email.message import Message
from email.utils import getaddresses

from services.notifications.bounces.model import Report
from services.notifications.writing.headers import one_line

ADDRESSED = ("To", "Delivered-To", "X-Original-To", "Envelope-To", "X-Envelope-To")
LONGEST = 200
_STATUS = re.compile(r"[245]\.\d{1,3}\.\d{1,3}")
Letter = Callable[[str], str | None]


def read(raw: bytes, letter_of: Letter) -> Report | None:
    """The report in a mail; None where it is none, or of no letter of ours. `letter_of` reads an envelope's address."""
    mail = message_from_bytes(raw)
    letter = next(_letters(mail, letter_of), None)
    if letter is None or mail.get_content_type() != "multipart/report":
        return None
    for part in mail.walk():
        if part.get_content_type() == "message/feedback-report":
            return _complaint(part, letter)
        if part.get_content_type() == "message/delivery-status" and (found := _delivery(part, letter)):
            return found
    return None


def is_lasting(status: str) -> bool:
    """Whether it is the address that is wrong, and tomorrow no better: no such person, no such host, shut."""
    return status.startswith("5.1.") or status in ("5.2.1", "5.4.4")


def _letters(mail: Message, letter_of: Letter) -> Iterator[str]:
    written = [str(value) for name in ADDRESSED for value in mail.get_all(name, [])]
    for _, address in getaddresses(written):
        if found := letter_of(address):
            yield found


def _delivery(part: Message, letter: str) -> Report | None:
    """Of the one recipient that each of our letters has: the blocks behind the first are recipients'."""
    blocks = part.get_payload()
    for block in blocks if isinstance(blocks, list) else []:
        if not isinstance(block, Message) or block.get("Action") is None:
            continue
        action = str(block["Action"]).strip().lower()
        status = _STATUS.search(str(block.get("Status", "")))
        said = one_line(str(block.get("Diagnostic-Code", "")).rpartition(";")[2])[:LONGEST]
        told = {"letter": letter, "status": status[0] if status else "", "said": said}
        if action in ("failed", "delayed"):
            return Report.model_validate({"what": action, **told})
    return None


def _complaint(part: Message, letter: str) -> Report | None:
    blocks = part.get_payload()
    block = blocks[0] if isinstance(blocks, list) and blocks and isinstance(blocks[0], Message) else None
    text = str(block) if block is not None else str(blocks)
    is_abuse = re.search(r"^Feedback-Type:\s*abuse\b", text, re.IGNORECASE | re.MULTILINE) is not None
    return Report(letter=letter, what="complained") if is_abuse else None
