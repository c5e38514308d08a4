"""Doing one thing to many tickets: each is its own unit of work, and is told apart."""

import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from api.console.queue.words import words
from api.console.visit import Visit
from api.services import Services
from helpdesk.casework import casework
from helpdesk.database import read_only, unit_of_work
from helpdesk.errors import (
    Claimed,
    Conflict,
    HelpdeskError,
    InvalidInput,
    NotFound,
    NotPermitted,
)
from helpdesk.models import Officer, Priority, Ticket, TicketStatus
from helpdesk.numbers import in_groups

AT_MOST = 100
NUMBER = re.compile(r"\b\d{12}\b", re.ASCII)

type Deed = Callable[[AsyncSession, Ticket, Visit], Awaitable[object]]


@dataclass(frozen=True, slots=True)
class Refusal:
    """A ticket to which it was not done."""

    number: str
    cause: str
    holder: str = ""
    """Who works on it, where that is the cause."""

    @property
    def groups(self) -> str:
        """Return the number as people read it."""
        return in_groups(self.number)

    @property
    def why(self) -> str:
        """Say the cause."""
        name = self.holder or words().who["somebody"]
        return words().why[self.cause].format(name=name)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was done, to which tickets, and to which it was not."""

    deed: str
    done: Sequence[str]
    refused: Sequence[Refusal]

    @property
    def told(self) -> str:
        """Say it in a sentence."""
        said = words().done
        return (
            said[self.deed].format(n=len(self.done)) if self.done else said["nothing"]
        )

    @property
    def can_be_undone(self) -> bool:
        """Tell whether there is a deed that takes it back."""
        return self.deed == "claim" and bool(self.done)

    @property
    def query(self) -> Mapping[str, str]:
        """Write it into the address of the page that tells it; names stay out."""
        refused = (
            f"{each.number}-{each.cause}"
            for each in self.refused
            if NUMBER.fullmatch(each.number)
        )
        return {"did": self.deed, "done": ".".join(self.done), "not": ".".join(refused)}


def outcome_of(query: Mapping[str, str]) -> Outcome | None:
    """Read what an address tells of a deed; what makes no sense is left out."""
    deed, causes = query.get("did", ""), "|".join(words().why)
    if deed not in DEEDS:
        return None
    refused = re.findall(rf"({NUMBER.pattern})-({causes})\b", query.get("not", ""))
    return Outcome(
        deed,
        done=NUMBER.findall(query.get("done", ""))[:AT_MOST],
        refused=[Refusal(number, cause) for number, cause in refused[:AT_MOST]],
    )


async def act(services: Services, visit: Visit) -> Outcome:
    """Do what the form says to each ticket that was chosen; one may fail alone.

    Raises:
        InvalidInput: There is no such deed.
    """
    name, numbers = _asked(visit)
    if name not in DEEDS:
        raise InvalidInput("no such deed")
    done, refused = [], []
    for number in numbers:
        try:
            await _one(services, visit, number, DEEDS[name])
        except HelpdeskError as error:
            refused.append(await _refusal(services, number, error))
        else:
            done.append(number)
    return Outcome(name, done, refused)


def _asked(visit: Visit) -> tuple[str, Sequence[str]]:
    """Return what is to be done, and to which tickets; each once."""
    claimed = visit.form.get("undo", "").split()
    name = "release" if claimed else visit.form.get("do", "")
    chosen = dict.fromkeys(claimed or visit.all("number"))
    return name, list(chosen)[:AT_MOST]


async def _one(services: Services, visit: Visit, number: str, deed: Deed) -> None:
    async with unit_of_work(services.sessions) as session:
        try:
            ticket = await casework.find(session, number, scope=visit.scope)
        except InvalidInput:
            raise NotFound("no ticket's number") from None
        await deed(session, ticket, visit)


async def _claim(session: AsyncSession, ticket: Ticket, visit: Visit) -> None:
    await casework.claim(session, ticket, by=visit.actor)


async def _release(session: AsyncSession, ticket: Ticket, visit: Visit) -> None:
    await casework.release(session, ticket, by=visit.actor)


async def _assign(session: AsyncSession, ticket: Ticket, visit: Visit) -> None:
    said = visit.form.get("officer_id", "")
    if not said.isdecimal() or int(said) >= 2**31:
        raise InvalidInput("no officer was chosen")
    await casework.assign(session, ticket, by=visit.actor, officer_id=int(said))


async def _prioritise(session: AsyncSession, ticket: Ticket, visit: Visit) -> None:
    said = visit.form.get("new_priority", "")
    if said not in set(Priority):
        raise InvalidInput("no priority was chosen")
    await casework.change(session, ticket, by=visit.actor, priority=Priority(said))


async def _close(session: AsyncSession, ticket: Ticket, visit: Visit) -> None:
    await casework.move(session, ticket, by=visit.actor, to=TicketStatus.closed)


async def _note(session: AsyncSession, ticket: Ticket, visit: Visit) -> None:
    await casework.note(
        session, ticket, by=visit.actor, words=visit.form.get("words", "")
    )


DEEDS: Mapping[str, Deed] = {
    "claim": _claim,
    "release": _release,
    "assign": _assign,
    "priority": _prioritise,
    "close": _close,
    "note": _note,
}

WHY: Sequence[tuple[type[HelpdeskError], str]] = (
    (NotFound, "missing"),
    (NotPermitted, "forbidden"),
    (Conflict, "state"),
    (InvalidInput, "input"),
)


async def _refusal(services: Services, number: str, error: HelpdeskError) -> Refusal:
    """Say why something was not done to a ticket."""
    if isinstance(error, Claimed):
        async with read_only(services.sessions) as session:
            holder = await session.get(Officer, error.officer_id)
        return Refusal(number, "claimed", holder.name if holder else "")
    for kind, cause in WHY:
        if isinstance(error, kind):
            return Refusal(number, cause)
    raise error
