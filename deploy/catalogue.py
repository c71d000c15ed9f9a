"""Writes docs/messages.md from the message classes: who says what to whom, field by field.

`python -m deploy.catalogue` writes it; with `--check` it only tells whether it is up to date (exit status 1 if not).
"""

import importlib
import pkgutil
import sys
from pathlib import Path
from typing import Any

from shared import messages
from shared.messages.base import Message
from shared.messaging.routing import queue_name, type_name

PAGE = Path(__file__).parent.parent / "docs" / "messages.md"
OWNERS = ("contracts", "booking", "feedback", "notifications")


def published() -> list[type[Message]]:
    """Every message that crosses from one service to another, by owner, in the order of its module."""
    names = [each.name for each in pkgutil.iter_modules(messages.__path__)]
    modules = [importlib.import_module(f"shared.messages.{each}") for each in (*OWNERS, *names)]
    classes = [each for module in modules for each in vars(module).values() if isinstance(each, type)]
    said = dict.fromkeys(each for each in classes if issubclass(each, Message))
    return [each for owner in OWNERS for each in said if each.owner == owner]


def render() -> str:
    """The whole page."""
    head = (
        "# Messages\n\n"
        "Made from the classes in `shared/messages/` by `python -m deploy.catalogue`; `make check` says when\n"
        "it is out of date.\n\n"
        "| message | from | to | lane |\n| --- | --- | --- | --- |\n"
    )
    rows = "".join(
        f"| [{m.__name__}](#{m.__name__.lower()}) | {m.owner} | {', '.join(m.to)} | {_lane(m)} |\n" for m in published()
    )
    return head + rows + "".join(_section(message) for message in published())


def _lane(message: type[Message]) -> str:
    return "urgent" if message.urgent else "normal"


def _section(message: type[Message]) -> str:
    queues = ", ".join(f"`{queue_name(consumer, message)}`" for consumer in message.to)
    says = " ".join((message.__doc__ or "").split())
    schema = message.model_json_schema()
    fields = "".join(
        f"| `{name}` | {_kind(part)} | {'yes' if name in schema.get('required', ()) else 'no'} |\n"
        for name, part in schema["properties"].items()
    )
    return (
        f"\n## {message.__name__}\n\n{says}\n\n"
        f"Type `{type_name(message)}`, version {message.version}; queues {queues}.\n\n"
        f"| field | type | required |\n| --- | --- | --- |\n{fields}"
    )


def _kind(part: dict[str, Any]) -> str:
    if "$ref" in part:
        return str(part["$ref"]).rsplit("/", 1)[-1]
    if "anyOf" in part:
        return " or ".join(_kind(each) for each in part["anyOf"])
    if "enum" in part:
        return ", ".join(f"`{value}`" for value in part["enum"])
    if part.get("type") == "array":
        return f"list of {_kind(part.get('items', {}))}"
    return str(part.get("format", part.get("type", "any")))


def main(arguments: list[str]) -> int:
    """Write the page, or check it."""
    if "--check" in arguments:
        fresh = PAGE.exists() and PAGE.read_text() == render()
        said = "is up to date" if fresh else "is out of date: python -m deploy.catalogue"
        print(f"docs/messages.md {said}")  # noqa: T201  # a command's answer
        return 0 if fresh else 1
    PAGE.parent.mkdir(exist_ok=True)
    PAGE.write_text(render())
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
