"""Deeds: what can happen to a demo ticket, by the word that names it in the file."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from helpdesk import clock
from helpdesk.audit import Actor
from helpdesk.casework import FollowUp, casework
from helpdesk.models import Audience, Priority, Ticket, TicketStatus
from helpdesk.tickets import tickets

WORKER = "worker"

type Deed = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Stage:
    """Who and what there is so far."""

    session: AsyncSession
    now: datetime
    actors: dict[str, Actor]
    tickets: dict[str, Ticket] = field(default_factory=dict)


async def do(stage: Stage, ticket: Ticket, deed: Deed) -> None:
    """Do with a ticket what a line of the file says."""
    await DEEDS[deed["do"]](stage, ticket, stage.actors[deed["by"]], deed)


async def _claim(stage: Stage, ticket: Ticket, by: Actor, _deed: Deed) -> None:
    await casework.claim(stage.session, ticket, by=by)


async def _answer(stage: Stage, ticket: Ticket, by: Actor, deed: Deed) -> None:
    await casework.answer(stage.session, ticket, by=by, words=deed["words"])


async def _note(stage: Stage, ticket: Ticket, by: Actor, deed: Deed) -> None:
    audience = Audience.leaders if deed["do"] == "leaders" else Audience.officers
    await casework.note(
        stage.session, ticket, by=by, words=deed["words"], audience=audience
    )


async def _ask(stage: Stage, ticket: Ticket, by: Actor, deed: Deed) -> None:
    await casework.ask_worker(stage.session, ticket, by=by, words=deed["words"])


async def _reply(stage: Stage, ticket: Ticket, by: Actor, deed: Deed) -> None:
    await tickets.add_note(stage.session, ticket, deed["words"], by=by.kind)


async def _urge(stage: Stage, ticket: Ticket, _by: Actor, _deed: Deed) -> None:
    await tickets.urge(stage.session, ticket)


async def _rate(stage: Stage, ticket: Ticket, _by: Actor, deed: Deed) -> None:
    await tickets.rate(stage.session, ticket, deed["score"], deed["words"])


async def _withdraw(stage: Stage, ticket: Ticket, _by: Actor, deed: Deed) -> None:
    await tickets.withdraw(stage.session, ticket, deed["words"])


async def _resolve(stage: Stage, ticket: Ticket, by: Actor, deed: Deed) -> None:
    words, to = deed.get("words", ""), TicketStatus.resolved
    if deed["do"] == "close":
        to = TicketStatus.closed
    await casework.move(stage.session, ticket, by=by, to=to, words=words)


async def _assign(stage: Stage, ticket: Ticket, by: Actor, deed: Deed) -> None:
    officer_id = stage.actors[deed["to"]].officer_id
    await casework.assign(
        stage.session, ticket, by=by, officer_id=officer_id, why=deed["why"]
    )


async def _change(stage: Stage, ticket: Ticket, by: Actor, deed: Deed) -> None:
    await casework.change(
        stage.session, ticket, by=by, priority=Priority(deed["priority"])
    )


async def _escalate(stage: Stage, ticket: Ticket, by: Actor, deed: Deed) -> None:
    await casework.escalate(stage.session, ticket, by=by, why=deed["words"])


async def _supervise(stage: Stage, ticket: Ticket, by: Actor, deed: Deed) -> None:
    due = clock.today() + timedelta(days=deed["in_days"])
    await casework.supervise(
        stage.session, ticket, by=by, words=deed["words"], due_on=due
    )


async def _merge(stage: Stage, ticket: Ticket, by: Actor, deed: Deed) -> None:
    into = stage.tickets[deed["into"]]
    await casework.merge(stage.session, ticket, by=by, into=into)


async def _link(stage: Stage, ticket: Ticket, by: Actor, deed: Deed) -> None:
    other = stage.tickets[deed["into"]]
    await casework.link(stage.session, ticket, by=by, other=other)


async def _split(stage: Stage, ticket: Ticket, by: Actor, deed: Deed) -> None:
    await casework.split(
        stage.session,
        ticket,
        by=by,
        subject=deed["subject"],
        category=deed["category"],
    )


async def _follow_up(stage: Stage, ticket: Ticket, by: Actor, deed: Deed) -> None:
    await casework.follow_up(
        stage.session,
        ticket,
        by=by,
        result=FollowUp(deed["result"]),
        words=deed.get("words", ""),
        reopens=deed.get("reopens", False),
    )


DEEDS: Mapping[str, Callable[[Stage, Ticket, Actor, Deed], Awaitable[None]]] = {
    "claim": _claim,
    "answer": _answer,
    "note": _note,
    "leaders": _note,
    "ask": _ask,
    "reply": _reply,
    "urge": _urge,
    "rate": _rate,
    "withdraw": _withdraw,
    "resolve": _resolve,
    "close": _resolve,
    "assign": _assign,
    "change": _change,
    "escalate": _escalate,
    "supervise": _supervise,
    "merge": _merge,
    "link": _link,
    "split": _split,
    "follow_up": _follow_up,
}
