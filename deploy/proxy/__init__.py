"""The proxy's configuration from its template, the way the nginx image's envsubst makes it."""

import re
from collections.abc import Mapping
from pathlib import Path

TEMPLATE = Path(__file__).with_name("nginx.conf.template")
# Only ${CAPITALS} outside of comments: nginx's own variables are small and have no braces.
_PLACE = re.compile(r"\$\{([A-Z][A-Z_]*)\}")
_COMMENT = re.compile(r"^[ \t]*#.*$", re.MULTILINE)


def settings() -> frozenset[str]:
    """What the template needs to be told."""
    return frozenset(_PLACE.findall(_COMMENT.sub("", TEMPLATE.read_text(encoding="utf-8"))))


def render(values: Mapping[str, str]) -> str:
    """The configuration for these values. Raises KeyError, naming it, when one is missing.

    RUN_DIR must exist and be writable by the workers, which for root means `nginx -g 'user root;'`.
    """
    return _PLACE.sub(lambda place: values[place[1]], _COMMENT.sub("", TEMPLATE.read_text(encoding="utf-8")))
