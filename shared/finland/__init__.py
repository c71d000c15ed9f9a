"""Finland's municipalities and regions (maakunta): what people write, understood; what pages suggest, in order.

The facts stand in municipalities.toml; they are read once, when first asked for.
"""

import tomllib
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Literal

Language = Literal["fi", "sv", "en"]
_LANGUAGES: tuple[Language, ...] = ("fi", "sv", "en")
_FACTS = Path(__file__).with_name("municipalities.toml")
# Finnish and Swedish order å, ä and ö as letters of their own after z; English readers look for them under a and o.
_NORDIC = {letter: place for place, letter in enumerate("abcdefghijklmnopqrstuvwxyzåäö", 1)}


@dataclass(frozen=True, slots=True)
class Municipality:
    """One municipality; `sv` is the Finnish name where Swedish has none of its own."""

    fi: str
    sv: str
    region: str


@dataclass(frozen=True, slots=True)
class _Facts:
    municipalities: tuple[Municipality, ...]
    regions: Mapping[Language, Mapping[str, str]]
    region_by_name: Mapping[str, str]
    names: frozenset[str]
    by_bare_name: Mapping[str, str]


def region_of(municipality: str) -> str | None:
    """The two-digit code of the municipality's region; None when the name is unknown or means more than one region.

    Either language, any case, any Unicode normal form, whatever blanks.
    """
    return _facts().region_by_name.get(_plain(municipality))


def is_known(municipality: str) -> bool:
    """Whether there is a municipality of this name, in either language."""
    return _plain(municipality) in _facts().names


def meant_by(municipality: str) -> tuple[str, ...]:
    """Which municipalities somebody may have meant who typed a name that is none: the likest first, at most three."""
    names = _facts().by_bare_name
    close = get_close_matches(_english(_plain(municipality)), names, n=6, cutoff=0.7)
    return tuple(dict.fromkeys(names[each] for each in close))[:3]


def municipalities(language: Language) -> tuple[str, ...]:
    """Every municipality's name, in the language's alphabet. English has no names of its own, so it offers both."""
    found = _facts().municipalities
    if language == "en":
        return tuple(sorted({name for one in found for name in (one.fi, one.sv)}, key=_english))
    return tuple(sorted((one.sv if language == "sv" else one.fi for one in found), key=_nordic))


def regions(language: Language) -> Mapping[str, str]:
    """The regions' names by their official codes, in the order of the codes."""
    return _facts().regions[language]


@cache
def _facts() -> _Facts:
    table = tomllib.loads(_FACTS.read_text(encoding="utf-8"))
    found = tuple(_read(line, region["code"]) for region in table["region"] for line in region["municipalities"])
    by_name = {one.fi: one.region for one in found}
    names = [(name, one.region) for one in found for name in (one.fi, one.sv)]
    also = [(name, by_name[meant]) for name, meant in table["also"].items()]
    named: dict[Language, Mapping[str, str]] = {
        language: MappingProxyType({region["code"]: region[language] for region in table["region"]})
        for language in _LANGUAGES
    }
    written = [*table["also"], *(name for name, _ in names)]
    return _Facts(
        municipalities=found,
        regions=MappingProxyType(named),
        region_by_name=_unambiguous([*names, *also]),
        names=frozenset(_plain(name) for name in written),
        by_bare_name=MappingProxyType({_english(_plain(name)): name for name in written}),
    )


def _read(line: str, region: str) -> Municipality:
    fi, _, sv = line.partition(" / ")
    return Municipality(fi, sv or fi, region)


def _unambiguous(names: Iterable[tuple[str, str]]) -> Mapping[str, str]:
    meant: defaultdict[str, set[str]] = defaultdict(set)
    for name, region in names:
        meant[_plain(name)].add(region)
    return {name: found.pop() for name, found in meant.items() if len(found) == 1}


def _plain(name: str) -> str:
    # Twice normalised: case folding may leave a form that composes further.
    folded = unicodedata.normalize("NFKC", name).casefold()
    return " ".join(unicodedata.normalize("NFKC", folded).split())


def _nordic(name: str) -> list[int]:
    return [_NORDIC.get(letter, 0) for letter in name.casefold()]


def _english(name: str) -> str:
    bare = unicodedata.normalize("NFD", name.casefold())
    return "".join(letter for letter in bare if not unicodedata.combining(letter))
