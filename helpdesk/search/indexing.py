"""Indexing: what the triggers noted is read, digested and written, in small batches.

A note is taken away in the transaction that writes the entry. Whoever is killed in
between leaves the notes; of two who read the same note only one takes it, and a text
that changed meanwhile has a note of its own.
"""

import asyncio
import logging
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from helpdesk.database import read_only, unit_of_work
from helpdesk.models import SearchDue, SearchKind
from helpdesk.sealing import Sealer, sealer_of
from helpdesk.search.digests import Digester
from helpdesk.search.documents import Document
from helpdesk.search.due_repository import DueRepository
from helpdesk.search.reading import Opening, read
from helpdesk.search.repository import SearchRepository

logger = logging.getLogger(__name__)

AT_ONCE = 50  # documents written in one transaction: some 10 ms


@dataclass(frozen=True, slots=True)
class Share:
    """One of several who index at the same time."""

    number: int = 0
    of: int = 1


ALONE = Share()


@dataclass(frozen=True, slots=True)
class Indexed:
    """A document and the digests of what it says."""

    document: Document
    terms: frozenset[int]


async def index_due(
    sessions: async_sessionmaker[AsyncSession],
    *,
    limit: int = AT_ONCE,
    share: Share = ALONE,
) -> int:
    """Index what was noted first; return how many notes are done with."""
    async with read_only(sessions) as session:
        notes = await DueRepository(session).list_first(
            limit=limit, share=share.number, of=share.of
        )
        if not notes:
            return 0
        openings = {
            kind: await read(session, kind, keys)
            for kind, keys in _subjects(notes).items()
        }
        sealer = sealer_of(session.get_bind().dialect)
    ready = await asyncio.to_thread(_digested, openings, sealer)
    async with unit_of_work(sessions) as session:
        taken = await DueRepository(session).take([note.id for note in notes])
        mine = _subjects(note for note in notes if note.id in taken)
        repository = SearchRepository(session)
        for kind, keys in mine.items():
            there = [ready[kind][key] for key in keys if key in ready[kind]]
            gone = [key for key in keys if key not in ready[kind]]
            await repository.put(
                kind,
                ((i.document.subject_id, i.document.at, i.terms) for i in there),
            )
            await repository.forget(kind, gone)
    return len(notes)


async def begin_anew(session: AsyncSession) -> int:
    """Forget every entry and note all there is; return how much that is."""
    await SearchRepository(session).empty()
    await DueRepository(session).note_all()
    return await DueRepository(session).count()


async def left(session: AsyncSession) -> int:
    """Return how many notes wait."""
    return await DueRepository(session).count()


def _subjects(notes: Iterable[SearchDue]) -> Mapping[SearchKind, Sequence[int]]:
    """Return what is to be indexed of each kind, each once and in one order."""
    found: dict[SearchKind, set[int]] = {}
    for note in notes:
        found.setdefault(note.kind, set()).add(note.subject_id)
    return {kind: sorted(keys) for kind, keys in found.items()}


def _digested(
    openings: Mapping[SearchKind, Mapping[int, Opening]], sealer: Sealer
) -> Mapping[SearchKind, Mapping[int, Indexed]]:
    """Open documents and digest what they say; one that is damaged stops no other."""
    digester = Digester(sealer)
    ready: dict[SearchKind, dict[int, Indexed]] = {}
    for kind, several in openings.items():
        ready[kind] = {}
        for key, open_ in several.items():
            try:
                document = open_()
            except Exception as error:  # its text may quote what was said
                logger.error("%s %d: %s", kind, key, type(error).__name__)
                continue
            ready[kind][key] = Indexed(document, digester.of_document(document))
    return ready
