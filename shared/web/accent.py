"""A network's own colour, made fit to be read: as text, on its tint and as a button's ground, by day and by night.

Whatever colour is chosen, its hue stays and its lightness gives way until every pair has the contrast of WCAG 2.2 AA
(4.5 to 1 for text, success criterion 1.4.3).
"""

import colorsys
import re
from dataclasses import dataclass

ENOUGH = 4.5
HEX = re.compile(r"^#[0-9a-f]{6}$")
# The shell's grounds that coloured text stands on; see rinnalla.css.
_DAY, _NIGHT = ("#ffffff", "#f4f3ee"), ("#1a2427", "#12191b")
_STEPS = 200
Rgb = tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class Accent:
    """The five colours of one scheme, as the style sheet names them."""

    strong: str
    on_strong: str
    stronger: str
    tint: str


def day(colour: str) -> Accent:
    """For the light scheme. `colour` is #rrggbb in lower case."""
    hue, lightness, saturation = _hls(colour)
    tint = _hex(hue, 0.91, min(saturation, 0.45))
    strong = _until_read(hue, min(lightness, 0.45), saturation, (*_DAY, tint), step=-1)
    return Accent(strong, "#ffffff", _darker(strong), tint)


def night(colour: str) -> Accent:
    """For the dark scheme."""
    hue, lightness, saturation = _hls(colour)
    saturation = min(saturation, 0.7)
    tint = _hex(hue, 0.17, min(saturation, 0.5))
    strong = _until_read(hue, max(lightness, 0.6), saturation, (*_NIGHT, tint), step=1)
    return Accent(strong, "#12191b", _lighter(strong), tint)


def style_sheet(colour: str) -> str:
    """The shell's own variables in this colour."""
    by_night = f"@media screen and (prefers-color-scheme: dark) {{ :root {{ {_variables(night(colour))} }} }}"
    return f"@media screen {{ :root {{ {_variables(day(colour))} }} }}\n{by_night}\n"


def contrast(one: str, other: str) -> float:
    """WCAG's contrast ratio of two colours, from 1 to 21."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _until_read(hue: float, lightness: float, saturation: float, grounds: tuple[str, ...], *, step: int) -> str:
    """The colour nearest to the one wished that can be read on every ground."""
    for n in range(_STEPS + 1):
        wished = min(1.0, max(0.0, lightness + step * n / _STEPS))
        found = _hex(hue, wished, saturation)
        if all(contrast(found, ground) >= ENOUGH for ground in grounds):
            return found
    raise AssertionError("black and white can be read on every ground")


def _darker(colour: str) -> str:
    hue, lightness, saturation = _hls(colour)
    return _hex(hue, lightness * 0.72, saturation)


def _lighter(colour: str) -> str:
    hue, lightness, saturation = _hls(colour)
    return _hex(hue, lightness + (1 - lightness) * 0.35, saturation)


def _variables(accent: Accent) -> str:
    named = {
        "strong": accent.strong,
        "on-strong": accent.on_strong,
        "stronger": accent.stronger,
        "tint": accent.tint,
    }
    return " ".join(f"--{name}: {colour};" for name, colour in named.items())


def _luminance(colour: str) -> float:
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in _rgb(colour))
    return float(0.2126 * red + 0.7152 * green + 0.0722 * blue)


def _rgb(colour: str) -> Rgb:
    red, green, blue = (int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5))
    return red, green, blue


def _hls(colour: str) -> Rgb:
    return colorsys.rgb_to_hls(*_rgb(colour))


def _hex(hue: float, lightness: float, saturation: float) -> str:
    return "#" + "".join(f"{round(part * 255):02x}" for part in colorsys.hls_to_rgb(hue, lightness, saturation))
