"""A sentence in pieces: what is named in it, and what of it is not shown."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from api.console.names import names
from helpdesk.privacy import Hidden
from helpdesk.transcripts.analysis import Named


@dataclass(frozen=True, slots=True)
class Piece:
    """Characters that are covered by the same names."""

    text: str
    names: tuple[str, ...] = ()
    is_hidden: bool = False


def pieces(
    text: str, named: Sequence[Named], hidden: Sequence[Hidden] = ()
) -> tuple[Piece, ...]:
    """Cut a text where a name or something hidden begins or ends.

    Names may overlap; what is hidden is never cut, and lies apart.
    """
    spans = [each for each in named if 0 <= each.start < each.end <= len(text)]
    veiled = {each.start: each for each in hidden}
    cuts = _cuts(text, spans, hidden)
    return tuple(
        Piece(
            veiled[start].shown if start in veiled else text[start:end],
            tuple(_names(spans, start, end)),
            start in veiled,
        )
        for start, end in pairwise(cuts)
    )


def _cuts(text: str, spans: Sequence[Named], hidden: Sequence[Hidden]) -> list[int]:
    places = {0, len(text)}
    places |= {place for each in spans for place in (each.start, each.end)}
    for each in hidden:
        places -= set(range(each.start, each.end))
        places |= {each.start, each.end}
    return sorted(places)


def _names(spans: Sequence[Named], start: int, end: int) -> Iterator[str]:
    """Yield what the names are called that reach into a piece, each once."""
    covering = (each for each in spans if each.start < end and each.end > start)
    yield from dict.fromkeys(names().entity(each.entity) for each in covering)
