"""The Finnish business id (Y-tunnus): seven digits, a hyphen and a check digit.

Source of the check digit: the Finnish Tax Administration (vero.fi, "Tarkistusmerkin laskenta"). It follows from the
digits times their weights, modulo 11; numbers whose remainder is 1 are not given out.
"""

import re
from typing import Annotated

from pydantic import AfterValidator, StringConstraints

from shared.fields import CLEANED
from shared.i18n import N_, Mistake

WEIGHTS = (7, 9, 10, 5, 8, 4, 2)
# As it is written, without its hyphen, with the six digits of old ones, or as a VAT number.
_WRITTEN = re.compile(r"(?:FI)?(\d{6,7})-?(\d)", re.ASCII)


def business_id(text: str) -> str:
    """The id in its one form (`1234567-1`), however it was written. Raises Mistake."""
    found = _WRITTEN.fullmatch(text.upper().replace(" ", ""))
    if found is None or check_digit(found[1].zfill(7)) != int(found[2]):
        raise Mistake(N_("Check the business ID: seven numbers, a hyphen and a check digit, for example 0112038-9."))
    return f"{found[1].zfill(7)}-{found[2]}"


def check_digit(digits: str) -> int | None:
    """What follows these seven digits; None where they are nobody's."""
    rest = sum(weight * int(digit) for weight, digit in zip(WEIGHTS, digits, strict=True)) % 11
    return None if rest == 1 else -rest % 11


BusinessId = Annotated[str, StringConstraints(max_length=40), AfterValidator(business_id), CLEANED]
