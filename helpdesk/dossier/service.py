"""Dossiers: all that an officer needs beside a ticket to finish it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from helpdesk.audit import Actor, audit
from helpdesk.audit.reasons import reason as why
from helpdesk.casework import Delivery, Related, casework, presence
from helpdesk.dossier.allowed import allowed
from helpdesk.dossier.person import Person, member_of, person, veil
from helpdesk.dossier.repository import DossierRepository
from helpdesk.dossier.talk import Talk, talk
from helpdesk.errors import NotFound
from helpdesk.models import (
    Attachment,
    AuditAction,
    AuditSubject,
    Conversation,
    Officer,
    Ticket,
    TicketEvent,
)
from helpdesk.scope import Scope
from helpdesk.transcripts.records import OpenedCall, archive
from helpdesk.transcripts.veil import Veil

OTHERS = 8  # tickets of the same worker that are listed


@dataclass(frozen=True, slots=True)
class Dossier:
    """A ticket with everything around it."""

    ticket: Ticket
    events: Sequence[TicketEvent]
    deliveries: Mapping[int, Delivery]
    talk: Talk | None
    person: Person
    veil: Veil
    """What is hidden wherever something is told of the matter."""

    others: Sequence[Ticket]
    related: Sequence[Related]
    papers: Sequence[Attachment]
    names: Mapping[int, str]
    """Of the officers who are named, by their keys."""

    union: str | None
    call_id: int | None
    """The recorded call that it came from."""

    present: Sequence[str]
    """Who else has it open."""

    may: frozenset[str]
    is_clear: bool = False


class DossierService:
    """Lays out what belongs to a ticket."""

    async def open(
        self,
        session: AsyncSession,
        number: str,
        *,
        officer: Officer,
        scope: Scope,
        is_clear: bool = False,
    ) -> Dossier:
        """Return a ticket with everything around it.

        Raises:
            NotFound: There is none, or it lies outside of what the officer sees.
        """
        repository = DossierRepository(session)
        ticket = await casework.find(session, number, scope=scope)
        events = await casework.timeline(session, ticket, role=officer.role)
        member, told = await member_of(session, ticket), await talk(session, ticket)
        union = ticket.organisation_id and await repository.union(
            ticket.organisation_id
        )
        seen = await presence.on(session, [ticket.id], but=officer.id)
        names = await repository.names_of(set(_officers(ticket, events, told)))
        return Dossier(
            ticket=ticket,
            events=events,
            deliveries=await casework.deliveries(session, ticket),
            talk=told,
            person=await person(session, ticket, member, is_clear=is_clear),
            veil=veil(
                ticket,
                member,
                texts=_texts(events, told),
                staff=names.values(),
                is_clear=is_clear,
            ),
            others=await casework.others(session, ticket, scope=scope, limit=OTHERS),
            related=await casework.related(session, ticket, scope=scope),
            papers=await casework.papers(session, ticket),
            names=names,
            union=union.name if union else None,
            call_id=await repository.call_of(ticket.id),
            present=seen.get(ticket.id, ()),
            may=allowed(ticket, officer),
            is_clear=is_clear,
        )

    async def note_look(
        self, session: AsyncSession, ticket: Ticket, *, by: Actor
    ) -> None:
        """Note that an officer opened a ticket."""
        await audit.record(
            session, AuditAction.viewed, AuditSubject.ticket, ticket.id, by=by
        )

    async def unmask(
        self,
        session: AsyncSession,
        number: str,
        *,
        officer: Officer,
        scope: Scope,
        by: Actor,
        reason: str,
    ) -> Dossier:
        """Return a ticket with names and numbers, to an officer who says why."""
        reason = why(reason)
        found = await self.open(
            session, number, officer=officer, scope=scope, is_clear=True
        )
        await audit.record(
            session,
            AuditAction.unmasked,
            AuditSubject.ticket,
            found.ticket.id,
            by=by,
            after={"member_id": found.ticket.member_id},
            reason=reason,
        )
        return found

    async def call(
        self, session: AsyncSession, ticket: Ticket, *, scope: Scope, by: Actor
    ) -> OpenedCall | None:
        """Return the call that a ticket came from; the log knows who looked."""
        record_id = await DossierRepository(session).call_of(ticket.id)
        if record_id is None:
            return None
        return await archive.open(session, record_id, by=by, scope=scope)

    async def conversation(self, session: AsyncSession, ticket: Ticket) -> Conversation:
        """Return where a ticket was opened.

        Raises:
            NotFound: It was not opened in a conversation.
        """
        key = ticket.conversation_id
        held = key and await DossierRepository(session).conversation(key)
        if not held:
            raise NotFound("no conversation")
        return held


def _texts(events: Iterable[TicketEvent], told: Talk | None) -> Iterator[str]:
    """Yield all that was written or said of a matter."""
    yield from (event.text for event in events if event.text)
    yield from (one.text for one in (told.spoken if told else ()))


def _officers(
    ticket: Ticket, events: Iterable[TicketEvent], told: Talk | None
) -> Iterable[int]:
    """Yield the keys of all officers who are named somewhere."""
    keys = [ticket.officer_id, casework.claimer(ticket), ticket.opened_by_id]
    keys += [event.officer_id for event in events]
    keys += [key for event in events for key in _named(event)]
    if told is not None:
        keys += [told.holder_id, *(one.officer_id for one in told.spoken)]
    return (key for key in keys if key is not None)


def _named(event: TicketEvent) -> Sequence[int | None]:
    """Return the officers whom an entry names: from whom, to whom."""
    facts = event.facts or {}
    given = facts.get("officer")
    return [*(given if isinstance(given, list) else [given]), facts.get("to")]


dossier = DossierService()
