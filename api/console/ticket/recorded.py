"""The recorded call that a ticket came from: its moments open, the rest folded."""

import asyncio
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Annotated

from fastapi import APIRouter, Path, Response

from api.console.calls.dialogue import Turn
from api.console.calls.sheet import Sheet, sheet_of
from api.console.gate import ConsoleRoute
from api.console.pages import PATH, render
from api.console.visit import SignedIn
from api.services import Use
from helpdesk.casework import casework
from helpdesk.database import unit_of_work
from helpdesk.dossier import dossier
from helpdesk.transcripts.records import OpenedCall

SHORT = 16  # sentences that are read at a glance, and not folded
BEGINNING, ENDING = 2, 2  # sentences that are always open
AROUND = 1  # before and after each moment: a question is read with its answer
WORTH = 4  # fewer are not worth a fold

Number = Annotated[str, Path(pattern=r"^[0-9]{12}$")]

router = APIRouter(
    prefix=f"{PATH}/tickets", route_class=ConsoleRoute, include_in_schema=False
)


@dataclass(frozen=True, slots=True)
class Block:
    """Sentences that follow one another, open or folded."""

    turns: Sequence[Turn]
    is_folded: bool


@dataclass(frozen=True, slots=True)
class Recorded:
    """A call as the page of its ticket shows it."""

    id: int
    began: str
    length: str
    moments: Collection[int]
    """The sentences that matter: risks, requests, findings, what is to be kept."""

    told: Mapping[int, Sequence[str]]
    """What a sentence is kept for: a sum, a promise."""

    blocks: Sequence[Block]


@router.get("/{case_number}/call")
async def show_recorded(
    case_number: Number, services: Use, visit: SignedIn
) -> Response:
    """Show the call with names and numbers masked; the log knows who opened it."""
    async with unit_of_work(services.sessions) as session:
        ticket = await casework.find(session, case_number, scope=visit.scope)
        call = await dossier.call(session, ticket, scope=visit.scope, by=visit.actor)
    # A call of three hours takes a second: others must not wait for it.
    shown = await asyncio.to_thread(recorded_of, call) if call else None
    return render("ticket/_call", visit=visit, call=shown)


def recorded_of(call: OpenedCall) -> Recorded:
    """Return what is shown of a call beside its ticket."""
    sheet = sheet_of(call)
    told = _told(sheet)
    moments = {turn.index for turn in sheet.turns if _matters(turn, told)}
    return Recorded(
        id=sheet.id,
        began=sheet.began,
        length=sheet.length,
        moments=moments,
        told=told,
        blocks=list(blocks(sheet.turns, moments)),
    )


def blocks(turns: Sequence[Turn], moments: Collection[int]) -> Iterator[Block]:
    """Fold what lies between the moments of a long call."""
    last = len(turns) - ENDING
    near = {
        place
        for at, turn in enumerate(turns)
        if turn.index in moments
        for place in range(at - AROUND, at + AROUND + 1)
    }
    is_short = len(turns) <= SHORT

    def is_open(at: int) -> bool:
        return is_short or at < BEGINNING or at >= last or at in near

    for opened, places in groupby(range(len(turns)), key=is_open):
        run = [turns[at] for at in places]
        yield Block(run, is_folded=not opened and len(run) >= WORTH)


def _matters(turn: Turn, told: Mapping[int, Sequence[str]]) -> bool:
    return bool(turn.risks or turn.requests or turn.findings or turn.index in told)


def _told(sheet: Sheet) -> Mapping[int, Sequence[str]]:
    """Return for which facts of the summary each sentence stands."""
    told: dict[int, list[str]] = {}
    for row in sheet.rows:
        for fact in row.facts:
            if row.title not in told.setdefault(fact.index, []):
                told[fact.index].append(row.title)
    return told
