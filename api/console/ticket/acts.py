"""What the forms of a ticket's page do: a table, one small deed each."""

import re
from collections.abc import Awaitable, Callable, Mapping
from datetime import date

from sqlalchemy.ext.asyncio import AsyncSession

from api.console.ticket.words import words
from api.console.visit import Visit
from helpdesk.canned import canned
from helpdesk.casework import KEEP, FollowUp, Keep, casework
from helpdesk.conversations import floor
from helpdesk.dossier import dossier
from helpdesk.errors import InvalidInput, NotFound
from helpdesk.models import (
    Audience,
    DeadlineClass,
    Priority,
    ServiceClass,
    Ticket,
    TicketStatus,
)

KEY = re.compile(r"[0-9]{1,9}")

type Deed = Callable[[AsyncSession, Ticket, Visit], Awaitable[object]]


async def claim(session: AsyncSession, ticket: Ticket, visit: Visit) -> None:
    """Work on it."""
    await casework.claim(session, ticket, by=visit.actor)


async def release(session: AsyncSession, ticket: Ticket, visit: Visit) -> None:
    """Let it go."""
    await casework.release(session, ticket, by=visit.actor)


async def steal(session: AsyncSession, ticket: Ticket, visit: Visit) -> None:
    """Take it from a colleague."""
    await casework.steal(session, ticket, by=visit.actor, why=_words(visit))


async def answer(session: AsyncSession, ticket: Ticket, visit: Visit) -> None:
    """Answer the worker; nothing is sent in which a field was left open."""
    canned.check_filled(_words(visit))
    await casework.answer(session, ticket, by=visit.actor, words=_words(visit))


async def note(session: AsyncSession, ticket: Ticket, visit: Visit) -> None:
    """Write down what the worker does not read."""
    for_leaders = visit.form.get("audience") == Audience.leaders
    await casework.note(
        session,
        ticket,
        by=visit.actor,
        words=_words(visit),
        audience=Audience.leaders if for_leaders else Audience.officers,
    )


async def ask_worker(session: AsyncSession, ticket: Ticket, visit: Visit) -> None:
    """Ask the worker for something."""
    canned.check_filled(_words(visit))
    await casework.ask_worker(session, ticket, by=visit.actor, words=_words(visit))


async def assign(session: AsyncSession, ticket: Ticket, visit: Visit) -> None:
    """Give it to an officer, or to nobody."""
    await casework.assign(
        session,
        ticket,
        by=visit.actor,
        officer_id=_key(visit, "officer"),
        why=_words(visit),
    )


async def change(session: AsyncSession, ticket: Ticket, visit: Visit) -> None:
    """Change how it is handled; a field that is not on the form stays as it is."""
    form = visit.form
    await casework.change(
        session,
        ticket,
        by=visit.actor,
        category=form.get("category") or None,
        priority=_one(Priority, form.get("priority")),
        service_class=_one(ServiceClass, form.get("service_class")),
        deadline_class=_one(DeadlineClass, form.get("deadline_class")),
        organisation_id=_union(visit),
    )


def moving(to: TicketStatus) -> Deed:
    """Move it to a state."""

    async def move(session: AsyncSession, ticket: Ticket, visit: Visit) -> None:
        words = _words(visit)
        canned.check_filled(words)
        await casework.move(session, ticket, by=visit.actor, to=to, words=words)

    return move


async def escalate(session: AsyncSession, ticket: Ticket, visit: Visit) -> None:
    """Report it one level up."""
    await casework.escalate(session, ticket, by=visit.actor, why=_words(visit))


async def supervise(session: AsyncSession, ticket: Ticket, visit: Visit) -> None:
    """Order haste, perhaps by a day."""
    await casework.supervise(
        session,
        ticket,
        by=visit.actor,
        words=_words(visit),
        due_on=_day(visit.form.get("due_on", "")),
    )


async def merge(session: AsyncSession, ticket: Ticket, visit: Visit) -> None:
    """Let another ticket go on for it."""
    other = await _other(session, visit)
    await casework.merge(session, ticket, by=visit.actor, into=other)


async def unmerge(session: AsyncSession, ticket: Ticket, visit: Visit) -> None:
    """Take a merge back."""
    await casework.unmerge(session, ticket, by=visit.actor, words=_words(visit))


async def link(session: AsyncSession, ticket: Ticket, visit: Visit) -> None:
    """Tie it to another one."""
    other = await _other(session, visit)
    await casework.link(session, ticket, by=visit.actor, other=other)


async def unlink(session: AsyncSession, ticket: Ticket, visit: Visit) -> None:
    """Take a link back."""
    other = await _other(session, visit)
    await casework.unlink(session, ticket, by=visit.actor, other=other)


async def split(session: AsyncSession, ticket: Ticket, visit: Visit) -> None:
    """Open a ticket for another matter of the same worker."""
    if not _words(visit):
        raise InvalidInput("a subject is needed")
    await casework.split(
        session,
        ticket,
        by=visit.actor,
        subject=_words(visit),
        category=visit.form.get("category", ""),
    )


async def follow_up(session: AsyncSession, ticket: Ticket, visit: Visit) -> None:
    """Write down what a call back came to."""
    result = _one(FollowUp, visit.form.get("result"))
    if result is None:
        raise InvalidInput("a result is needed")
    await casework.follow_up(
        session,
        ticket,
        by=visit.actor,
        result=result,
        words=_words(visit),
        reopens="reopens" in visit.form,
    )


async def take(session: AsyncSession, ticket: Ticket, visit: Visit) -> None:
    """Take the floor of its conversation: the bot is silent from then on."""
    talk = await dossier.conversation(session, ticket)
    await floor.take(session, talk, visit.officer.id)


async def speak(session: AsyncSession, ticket: Ticket, visit: Visit) -> None:
    """Say something in the conversation whose floor one has."""
    canned.check_filled(_words(visit))
    talk = await dossier.conversation(session, ticket)
    await floor.answer(session, talk, visit.officer.id, _words(visit))


async def hand_back(session: AsyncSession, ticket: Ticket, visit: Visit) -> None:
    """Give the floor back to the bot."""
    talk = await dossier.conversation(session, ticket)
    await floor.return_(session, talk, visit.officer.id)


async def pass_on(session: AsyncSession, ticket: Ticket, visit: Visit) -> None:
    """Put the worker back into the queue, for a colleague."""
    talk = await dossier.conversation(session, ticket)
    await floor.pass_on(session, talk, visit.officer.id)


def counted(deed: Deed) -> Deed:
    """Say something, and count the canned texts that went into it."""

    async def say(session: AsyncSession, ticket: Ticket, visit: Visit) -> None:
        await deed(session, ticket, visit)
        named = visit.form.get("canned", "").split()
        if chosen := {int(key) for key in named if KEY.fullmatch(key)}:
            await canned.count_sent(session, ticket, visit.officer, chosen=chosen)

    return say


MODES: Mapping[str, Deed] = {
    "answer": counted(answer),
    "note": counted(note),
    "ask_worker": counted(ask_worker),
    "speak": counted(speak),
}
"""What the words at the foot of the page may be."""

DEEDS: Mapping[str, Deed] = {
    **MODES,
    "claim": claim,
    "release": release,
    "steal": steal,
    "assign": assign,
    "change": change,
    "resume": moving(TicketStatus.open),
    "resolve": moving(TicketStatus.resolved),
    "close": moving(TicketStatus.closed),
    "withdraw": moving(TicketStatus.withdrawn),
    "reopen": moving(TicketStatus.open),
    "escalate": escalate,
    "supervise": supervise,
    "merge": merge,
    "unmerge": unmerge,
    "link": link,
    "unlink": unlink,
    "split": split,
    "follow_up": follow_up,
    "take": take,
    "hand_back": hand_back,
    "pass_on": pass_on,
}


def _words(visit: Visit) -> str:
    return visit.form.get("words", "").strip()


async def _other(session: AsyncSession, visit: Visit) -> Ticket:
    """Return the other ticket that is meant, if the officer sees it."""
    number = visit.form.get("other", "")
    try:
        return await casework.find(session, number, scope=visit.scope)
    except NotFound:
        raise InvalidInput(words().failed["no_ticket"]) from None


def _day(said: str) -> date | None:
    try:
        return date.fromisoformat(said) if said else None
    except ValueError:
        raise InvalidInput("not a day") from None


def _key(visit: Visit, name: str) -> int | None:
    """Return the key that was chosen; nothing chosen is nobody."""
    said = visit.form.get(name, "")
    if not said:
        return None
    if not KEY.fullmatch(said):
        raise InvalidInput(f"{name} is a key")
    return int(said)


def _union(visit: Visit) -> int | Keep | None:
    """Return to which union it goes; the front desk is none."""
    if "organisation" not in visit.form:
        return KEEP
    return _key(visit, "organisation")


def _one[Choice: (Priority, ServiceClass, DeadlineClass, FollowUp)](
    kind: type[Choice], said: str | None
) -> Choice | None:
    if not said:
        return None
    try:
        return kind(said)
    except ValueError:
        raise InvalidInput("not one of the choices") from None
