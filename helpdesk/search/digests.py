"""Terms as they are kept: keyed digests, of another sort each month.

A term of a ticket and the same term of a call, of the month before or of a leader's
note have nothing in common that a stranger to the key could see. It is also how the
newest are looked through first: whoever asks names the months.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from helpdesk.models import SearchKind
from helpdesk.sealing import Sealer
from helpdesk.search.documents import Document
from helpdesk.search.terms import folded, terms

PURPOSE = "search"
LEADERS = "leaders"
BYTES = 4  # and one bit less, for PostgreSQL's integers have a sign

type Group = frozenset[int]
"""Digests of which one has to be there."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What has to be in an entry of one month: one digest of each group."""

    month: int
    groups: tuple[Group, ...]


class Digester:
    """Makes digests of terms with the installation's key."""

    def __init__(self, sealer: Sealer) -> None:
        self._sealer = sealer

    def of_document(self, document: Document) -> frozenset[int]:
        """Return the digests of all that a document says, and of its marks."""
        month, kind = month_of(document.at), document.kind
        shared = set(document.marks)
        leaders: set[str] = set()
        for piece in document.pieces:
            (leaders if piece.is_for_leaders else shared).update(
                terms(folded(piece.text))
            )
        return frozenset(
            [
                *self._digests(shared, f"{kind} {month}"),
                *self._digests(leaders - shared, f"{kind} {month} {LEADERS}"),
            ]
        )

    def wish(
        self, wanted: Sequence[str], *, kind: SearchKind, month: int, leads: bool
    ) -> Wish:
        """Return what an entry of a month has that says all of it."""
        spaces = [f"{kind} {month}"]
        if leads:
            spaces.append(f"{kind} {month} {LEADERS}")
        several = [list(self._digests(wanted, space)) for space in spaces]
        return Wish(month, tuple(map(frozenset, zip(*several, strict=True))))

    def _digests(self, several: Iterable[str], space: str) -> Iterator[int]:
        digest = self._sealer.digest
        for term in several:
            made = digest(f"{space}\0{term}", purpose=PURPOSE)
            yield int.from_bytes(made[:BYTES]) >> 1


def month_of(moment: datetime) -> int:
    """Number the month of a moment."""
    there = moment.astimezone(UTC)
    return 12 * there.year + there.month - 1
