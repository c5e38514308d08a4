"""From a name as written to the part that tells it from other names."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from helpdesk.places import districts

FILE = Path(__file__).with_name("noise.yml")
READ = 200  # characters read of whatever was sent
KEPT = 60  # characters kept; the longest names on record have fewer
SHORTEST = 2  # one character would match half the city
_LEVELS = ("特别合作区", "新区", "街道办事处", "街道办", "街道", "区", "镇", "")


@dataclass(frozen=True, slots=True)
class Noise:
    """What says nothing about which name is meant, as patterns."""

    leads: re.Pattern[str]
    trails: re.Pattern[str]
    regions: re.Pattern[str]
    forms: re.Pattern[str]
    unions: re.Pattern[str]
    endings: re.Pattern[str]


@cache
def noise() -> Noise:
    """Read the patterns from the file that officers can read as well."""
    content = yaml.safe_load(FILE.read_text("utf-8"))
    kept = _any_of(content["kept"])
    return Noise(
        leads=re.compile(f"^{_any_of(content['leads'])}"),
        trails=re.compile(f"{_any_of(content['trails'])}+$"),
        regions=re.compile(f"(?!{kept}){_any_of(content['regions'])}"),
        forms=re.compile(_any_of(content["forms"])),
        unions=re.compile(f"{_any_of(content['unions'])}+$"),
        endings=re.compile(f"{_any_of(content['unions'] + content['endings'])}+$"),
    )


def folded(text: str) -> str:
    """Fold width, case and traditional forms; drop all but letters and digits.

    >>> folded(" 富士康（龍華）Ｆｏｘ😀% ")
    '富士康龙华fox'
    """
    from language.characters import fold  # here: `language` loads spaCy

    characters = map(fold, text[:READ])
    return "".join(c for c in characters if c.isalnum())[:KEPT]


def whole_name(name: str) -> str:
    """Return a folded name as it is registered: a union's is its employer's.

    >>> whole_name("深圳市岚禾电子有限公司工会委员会"), whole_name("工会")
    ('深圳市岚禾电子有限公司', '工会')
    """
    return noise().unions.sub("", name) or name


def core(name: str) -> str:
    """Return what is left of a folded name without its trimmings, or nothing.

    >>> core("深圳市岚禾电子有限公司工会委员会"), core("深圳市总工会")
    ('岚禾电子', '')
    """
    patterns = noise()
    bare = patterns.endings.sub("", patterns.forms.sub("", name))
    bare = patterns.regions.sub("", bare)
    return bare if len(bare) >= SHORTEST else ""


def spoken_core(name: str) -> str:
    """Return the core of a name said in a sentence.

    >>> spoken_core("我在龙华富士康上班")
    '龙华富士康'
    """
    patterns = noise()
    return core(patterns.trails.sub("", patterns.leads.sub("", name)))


def without_places(name: str) -> tuple[str, frozenset[str]]:
    """Take the districts and streets out of a name, and say which they were.

    >>> without_places("龙华富士康")
    ('富士康', frozenset({'龙华'}))
    """
    said = frozenset(match["name"] for match in _places().finditer(name))
    bare = _places().sub("", name)
    return bare if len(bare) >= SHORTEST else "", said


@cache
def _places() -> re.Pattern[str]:
    """Return a pattern of all districts and streets, the longest first."""
    return re.compile(f"(?P<name>{_any_of(_place_names())}){_any_of(_LEVELS)}的?")


def _place_names() -> Iterator[str]:
    for district in districts().values():
        yield district.name
        yield from district.streets


def _any_of(words: Iterable[str]) -> str:
    longest_first = sorted(set(words), key=lambda word: (-len(word), word))
    return f"(?:{'|'.join(map(re.escape, longest_first))})"
