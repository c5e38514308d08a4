"""Carries out what a program asks to be done with a ticket."""

from sqlalchemy.ext.asyncio import AsyncSession

from api.rest import deeds
from api.rest.gate import Caller
from helpdesk.casework import casework
from helpdesk.models import Ticket


async def do(
    session: AsyncSession, ticket: Ticket, deed: deeds.AnyDeed, *, caller: Caller
) -> None:
    """Do one thing; whether it may be done is casework's to say."""
    if isinstance(deed, deeds.Answer | deeds.Note | deeds.Ask):
        await _say(session, ticket, deed, caller)
    elif isinstance(deed, deeds.Merge | deeds.Split | deeds.Link):
        await _tie(session, ticket, deed, caller)
    elif isinstance(deed, deeds.Claim | deeds.Release | deeds.Steal | deeds.Assign):
        await _hand(session, ticket, deed, caller)
    else:
        await _lead(session, ticket, deed, caller)


async def _say(
    session: AsyncSession,
    ticket: Ticket,
    deed: deeds.Answer | deeds.Note | deeds.Ask,
    caller: Caller,
) -> None:
    by, words = caller.actor, deed.words
    match deed:
        case deeds.Answer():
            await casework.answer(session, ticket, by=by, words=words)
        case deeds.Ask():
            await casework.ask_worker(session, ticket, by=by, words=words)
        case deeds.Note():
            await casework.note(
                session, ticket, by=by, words=words, audience=deed.audience
            )


async def _hand(
    session: AsyncSession,
    ticket: Ticket,
    deed: deeds.Claim | deeds.Release | deeds.Steal | deeds.Assign,
    caller: Caller,
) -> None:
    by = caller.actor
    match deed:
        case deeds.Claim():
            await casework.claim(session, ticket, by=by)
        case deeds.Release():
            await casework.release(session, ticket, by=by)
        case deeds.Steal():
            await casework.steal(session, ticket, by=by, why=deed.why)
        case deeds.Assign():
            await casework.assign(
                session, ticket, by=by, officer_id=deed.officer, why=deed.why
            )


async def _tie(
    session: AsyncSession,
    ticket: Ticket,
    deed: deeds.Merge | deeds.Split | deeds.Link,
    caller: Caller,
) -> None:
    by, scope = caller.actor, caller.scope
    match deed:
        case deeds.Merge():
            into = await casework.find(session, deed.into, scope=scope)
            await casework.merge(session, ticket, by=by, into=into)
        case deeds.Link():
            other = await casework.find(session, deed.to, scope=scope)
            await casework.link(session, ticket, by=by, other=other)
        case deeds.Split():
            await casework.split(
                session,
                ticket,
                by=by,
                subject=deed.subject,
                category=deed.category,
                priority=deed.priority,
            )


async def _lead(
    session: AsyncSession,
    ticket: Ticket,
    deed: deeds.Move | deeds.Reopen | deeds.Escalate | deeds.Supervise | deeds.Call,
    caller: Caller,
) -> None:
    by = caller.actor
    match deed:
        case deeds.Move():
            await casework.move(session, ticket, by=by, to=deed.to, words=deed.words)
        case deeds.Reopen():
            await casework.reopen(session, ticket, by=by, words=deed.words)
        case deeds.Escalate():
            await casework.escalate(session, ticket, by=by, why=deed.why)
        case deeds.Supervise():
            await casework.supervise(
                session, ticket, by=by, words=deed.words, due_on=deed.due_on
            )
        case deeds.Call():
            await casework.follow_up(
                session, ticket, by=by, result=deed.result, words=deed.words
            )
