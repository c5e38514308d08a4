"""Reading documents: what was said in tickets, conversations and calls."""

import json
from collections.abc import Callable, Collection, Mapping
from functools import cache
from typing import Any

from sqlalchemy import Dialect, RowMapping
from sqlalchemy.ext.asyncio import AsyncSession

from helpdesk.models import Audience, SearchKind
from helpdesk.models.sealed import Packed
from helpdesk.search.documents import (
    Document,
    Hide,
    Piece,
    Source,
    above,
    of_status,
    said,
)
from helpdesk.search.texts_repository import TextRepository
from helpdesk.search.tuning import tuning
from helpdesk.transcripts.analysis import analysis_from_json
from helpdesk.transcripts.model import from_json
from helpdesk.transcripts.veil import veil_of

type Opening = Callable[[], Document]
"""Opens a document; of a call it takes so long that no session is held meanwhile."""


async def read(
    session: AsyncSession, kind: SearchKind, keys: Collection[int]
) -> Mapping[int, Opening]:
    """Return the documents that there are to be found, by key."""
    if not keys:
        return {}
    match kind:
        case SearchKind.ticket:
            return await _tickets(session, keys)
        case SearchKind.conversation:
            return await _conversations(session, keys)
        case SearchKind.call:
            return await _calls(session, keys)


async def _tickets(
    session: AsyncSession, keys: Collection[int]
) -> Mapping[int, Opening]:
    repository = TextRepository(session)
    rows, events = await repository.tickets(keys), await repository.events(keys)
    return {row["id"]: _given(_ticket(row, events.get(row["id"], ()))) for row in rows}


def _ticket(row: RowMapping, events: Collection[RowMapping]) -> Document:
    pieces = [
        *said([row["subject"]], Source.subject),
        *said(row["details"].values(), Source.details),
        *(
            Piece(event["text"], Source.event, event["audience"] is Audience.leaders)
            for event in events
        ),
    ]
    return Document(
        kind=SearchKind.ticket,
        subject_id=row["id"],
        at=row["changed_at"],
        pieces=tuple(pieces),
        marks=frozenset([of_status(row["status"]), *above(row["path"])]),
    )


async def _conversations(
    session: AsyncSession, keys: Collection[int]
) -> Mapping[int, Opening]:
    repository = TextRepository(session)
    rows = await repository.conversations(keys)
    found = [row["id"] for row in rows]
    messages = await repository.messages(found, last=tuning().messages)
    spoken = await repository.floor_words(found)
    return {
        row["id"]: _given(
            Document(
                kind=SearchKind.conversation,
                subject_id=row["id"],
                at=row["at"],
                pieces=(
                    *said((m["text"] for m in messages[row["id"]]), Source.worker),
                    *said((w["text"] for w in spoken[row["id"]]), Source.officer),
                ),
            )
        )
        for row in rows
        if row["id"] in messages or row["id"] in spoken
    }


async def _calls(session: AsyncSession, keys: Collection[int]) -> Mapping[int, Opening]:
    dialect = session.get_bind().dialect
    rows = await TextRepository(session).calls(keys)
    return {row["id"]: _call(row, dialect) for row in rows}


def _call(row: RowMapping, dialect: Dialect) -> Opening:
    def open_() -> Document:
        told = _opened("transcript", row, dialect)
        texts = (segment["text"] for segment in told["segments"])
        return Document(
            kind=SearchKind.call,
            subject_id=row["id"],
            at=row["began_at"],
            pieces=tuple(said(texts, Source.call)),
            hide=_veiled(lambda: (told, _opened("analysis", row, dialect))),
        )

    return open_


def _veiled(read_: Callable[[], tuple[Any, Any]]) -> Hide:
    """Hide in a call's words what its page hides; it is reckoned when it is needed."""

    @cache
    def over() -> Hide:
        told, found = read_()
        return veil_of(from_json(told), analysis_from_json(found)).over

    return lambda text: over()(text)


def _opened(name: str, row: RowMapping, dialect: Dialect) -> Any:  # noqa: ANN401 - JSON is anything
    """Open what ``TextRepository.calls`` left sealed."""
    packed = Packed(f"call_record.{name}")
    return json.loads(packed.process_result_value(row[name], dialect) or b"{}")


def _given(document: Document) -> Opening:
    return lambda: document
