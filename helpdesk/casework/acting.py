"""Acting: an officer does something with a ticket, if the table lets them."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncSession

from helpdesk import clock
from helpdesk.audit import Actor
from helpdesk.casework.repository import CaseworkRepository
from helpdesk.casework.verbs import Hold, Verb, is_leader, verb
from helpdesk.errors import (
    Claimed,
    InvalidInput,
    NotFound,
    NotPermitted,
    TransitionNotAllowed,
)
from helpdesk.models import Audience, AuthorKind, EventKind, Officer, Ticket
from helpdesk.models import TicketStatus as Status
from helpdesk.officers import scope_of
from helpdesk.repository import held
from helpdesk.rules import rules
from helpdesk.texts import tidy
from helpdesk.tickets.events import record
from helpdesk.tickets.steps import move

CLAIMS = Path(__file__).with_name("claims.yml")
WORDS_LIMIT = 2000


@dataclass(frozen=True, slots=True)
class Act:
    """What somebody was let do: the ticket, held, and the words, tidied."""

    ticket: Ticket
    words: str
    officer: Officer | None
    """None: the system itself, by a rule."""


async def begin(
    session: AsyncSession, ticket: Ticket, name: str, *, by: Actor, words: str = ""
) -> Act:
    """Hold a ticket for what an officer is about to do with it.

    Raises:
        NotFound: It lies outside of what the officer sees.
        NotPermitted: The officer's role does not do this.
        TransitionNotAllowed: Not in this state.
        Claimed: Somebody else works on it.
        InvalidInput: Words are needed.
    """
    act, rule = tidy(words, limit=WORDS_LIMIT), verb(name)
    if rule.needs_words and not act:
        raise InvalidInput("words are needed")
    ticket = await held(session, ticket)
    officer = await permitted(session, name, by=by)
    if officer and not (await scope_of(session, officer)).covers(ticket.path):
        raise NotFound("no such ticket")
    if ticket.status not in rule.states or _is_merged(ticket, name):
        raise TransitionNotAllowed(f"{name}: {ticket.status}")
    if officer is not None:
        await _hold(session, ticket, rule, officer, by)
    return Act(ticket, act, officer)


async def permitted(session: AsyncSession, name: str, *, by: Actor) -> Officer | None:
    """Return the officer who may do something; none is the system itself.

    Raises:
        NotPermitted: The officer's role does not do this, or there is no officer.
    """
    if by.kind is AuthorKind.system:
        return None
    if by.kind is not AuthorKind.officer or by.officer_id is None:
        raise NotPermitted(f"a {by.kind} may not")
    officer = await CaseworkRepository(session).officer(by.officer_id)
    if officer is None or not officer.active:
        raise NotPermitted("no such officer")
    if officer.role not in verb(name).roles:
        raise NotPermitted(f"{officer.role} may not {name}")
    return officer


def _is_merged(ticket: Ticket, name: str) -> bool:
    """Tell whether another ticket goes on for it: then only that can be undone."""
    return ticket.merged_into_id is not None and name not in ("unmerge", "note")


async def _hold(
    session: AsyncSession, ticket: Ticket, rule: Verb, officer: Officer, by: Actor
) -> None:
    """See to it that nobody else works on a ticket, where that matters."""
    holder = claimer(ticket)
    if rule.hold is Hold.mine:
        await claim(session, ticket, by=by, officer=officer)
    elif holder == officer.id:
        ticket.claimed_until = until()
    elif rule.hold is Hold.free and holder is not None and not is_leader(officer.role):
        raise _claimed(ticket)


async def claim(
    session: AsyncSession, ticket: Ticket, *, by: Actor, officer: Officer
) -> None:
    """Claim a ticket, or go on working on one's own; one statement decides.

    Raises:
        Claimed: Somebody else was first.
    """
    was_mine = claimer(ticket) == officer.id
    first = await CaseworkRepository(session).claim(
        ticket, officer_id=officer.id, now=clock.now(), until=until()
    )
    if not first:
        raise _claimed(ticket)
    if was_mine or ticket.status.is_settled:
        return
    if ticket.officer_id is None:
        ticket.officer_id = officer.id
    await record(session, ticket, EventKind.claimed, by=by, audience=Audience.officers)
    if ticket.status is Status.new:
        await move(session, ticket, to=Status.open, by=by)


def claimer(ticket: Ticket) -> int | None:
    """Return the key of who works on a ticket now."""
    until_ = ticket.claimed_until
    is_over = until_ is None or until_ <= clock.now()
    return None if is_over else ticket.claimed_by_id


def until() -> datetime:
    """Return until when a claim lasts that is made or used now."""
    return clock.now() + timedelta(minutes=rules(CLAIMS)["minutes"])


def let_go(ticket: Ticket) -> None:
    """Leave a ticket to whoever claims it next."""
    ticket.claimed_by_id = ticket.claimed_until = None


def _claimed(ticket: Ticket) -> Claimed:
    if ticket.claimed_by_id is None or ticket.claimed_until is None:
        raise RuntimeError("claimed by nobody")
    return Claimed(ticket.claimed_by_id, ticket.claimed_until)
