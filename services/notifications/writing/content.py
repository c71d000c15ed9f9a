"""What a letter is made of, once it is worded."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Content:
    """A letter's parts, in the order in which they are read; `button` is (label, link)."""

    subject: str
    paragraphs: list[str]
    facts: list[tuple[str, str]] = field(default_factory=list)
    button: tuple[str, str] | None = None
    after: list[str] = field(default_factory=list)
    second: tuple[str, str] | None = None
    urgent: bool = False
