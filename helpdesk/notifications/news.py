"""News: what followers are told when an officer moves a ticket, writes, or talks."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from helpdesk import clock
from helpdesk.models import (
    Audience,
    AuthorKind,
    Button,
    ChannelKind,
    Conversation,
    EventKind,
    FloorEvent,
    OutboxState,
    Ticket,
    TicketEvent,
)
from helpdesk.notifications.queue import NEWS
from helpdesk.notifications.repository import OutboxRepository
from helpdesk.notifications.sender import Notice
from helpdesk.notifications.service import notifications
from helpdesk.numbers import in_groups
from helpdesk.rules import rules

NOTICE = "ticket"
OTHERS = frozenset({"from", "into"})  # the facts that name another ticket
ASKS_RATING = "asks_rating"  # the fact of a move after which the worker is asked
OFFICES = frozenset({AuthorKind.officer, AuthorKind.system})
FURTHEST = (
    OutboxState.sent,
    OutboxState.waiting,
    OutboxState.held,
    OutboxState.failed,
)
SUBJECT_LENGTH = 20  # characters that tell which ticket it is


class NewsService:
    """Tells followers, in the transaction in which it happens.

    Whoever came another way is not written to: the page asks by itself, the telephone
    is called.
    """

    async def of_ticket(
        self, session: AsyncSession, ticket: Ticket, event: TicketEvent, *, due: date
    ) -> None:
        """Tell whose ticket it is what an officer did with it."""
        told = _news(event)
        if told is None:
            return
        shown = _shown(ticket, event, told, due)
        for identity_id in await OutboxRepository(session).list_followers(ticket):
            await notifications.tell(
                session,
                identity_id,
                text=_without_gaps(_says(told, event).format(**shown)),
                request_key=_key(event.id, identity_id),
                buttons=[
                    Button(one["title"], one["says"].format(**shown))
                    for one in _buttons(told, event)
                ],
                notice=_notice(ticket, event, told),
                ticket_id=ticket.id,
            )

    async def reaches(self, session: AsyncSession, ticket: Ticket) -> bool:
        """Tell whether whose ticket it is can be written to."""
        return bool(await OutboxRepository(session).list_followers(ticket))

    async def states(
        self, session: AsyncSession, ticket: Ticket, events: Collection[int]
    ) -> dict[int, OutboxState]:
        """Return how far the news of events is that is still in the outbox.

        Where several followers are told, what got furthest counts.
        """
        repository = OutboxRepository(session)
        followers = await repository.list_followers(ticket) if events else ()
        keys = {_key(one, who): one for one in events for who in followers}
        found: dict[int, OutboxState] = {}
        for key, state in (await repository.states(keys)).items():
            before = found.get(keys[key], state)
            found[keys[key]] = min(before, state, key=FURTHEST.index)
        return found

    async def of_floor(
        self, session: AsyncSession, conversation: Conversation, event: FloorEvent
    ) -> None:
        """Tell a follower what the officer who has the floor does and says."""
        template = rules(NEWS)["floor"].get(event.move)
        if template is None or conversation.channel is not ChannelKind.wechat:
            return
        await notifications.tell(
            session,
            conversation.identity_id,
            text=template.format(words=event.text or ""),
            request_key=f"floor:{event.id}",
        )


def _key(event_id: int, identity_id: int) -> str:
    return f"ticket_event:{event_id}.{identity_id}"


def _news(event: TicketEvent) -> Mapping[str, Any] | None:
    """Return the words for an event; what the member did is no news to the member."""
    if event.author not in OFFICES or event.audience is not Audience.worker:
        return None
    told: Mapping[str, Mapping[str, Any]] = rules(NEWS)["tickets"]
    if event.kind in told:
        return told[event.kind]
    if event.kind is EventKind.note:  # who notes by rule tells by itself what to tell
        return told[EventKind.answered] if event.author is AuthorKind.officer else None
    if event.kind is not EventKind.moved:
        return None
    exactly = told.get(f"{event.from_status}>{event.to_status}")
    return exactly or told.get(f"any>{event.to_status}")


def _says(told: Mapping[str, Any], event: TicketEvent) -> str:
    """Return the template; of a matter that is settled for the first time it asks."""
    says: str = told["says"]
    return f"{says}\n{told['asks']}" if _asks(event) else says


def _buttons(
    told: Mapping[str, Any], event: TicketEvent
) -> Sequence[Mapping[str, str]]:
    rating = told["rating"] if _asks(event) else ()
    return [*told.get("buttons", ()), *rating]


def _asks(event: TicketEvent) -> bool:
    return bool(event.facts and event.facts.get(ASKS_RATING))


def _shown(
    ticket: Ticket, event: TicketEvent, news: Mapping[str, Any], due: date
) -> dict[str, str]:
    facts = event.facts or {}
    return {
        "number": in_groups(ticket.number),
        "plain": ticket.number,
        "subject": _short(ticket.subject),
        "due": rules(NEWS)["day"].format(month=due.month, day=due.day),
        "words": event.text or news.get("else", ""),
        **{name: in_groups(facts[name]) for name in OTHERS & facts.keys()},
    }


def _notice(ticket: Ticket, event: TicketEvent, news: Mapping[str, Any]) -> Notice:
    """Return what tells of it outside the 48 hours; an officer's words follow."""
    at = event.created_at.astimezone(clock.SHENZHEN)
    fields = {
        "number": ticket.number,
        "subject": _short(ticket.subject),
        "status": news["notice"],
        "at": f"{at:%Y-%m-%d %H:%M}",
    }
    return Notice(NOTICE, fields, tells_all=not event.text)


def _short(subject: str) -> str:
    """Keep as much of a subject as a notice can hold."""
    line = " ".join(subject.split())
    return line if len(line) <= SUBJECT_LENGTH else line[: SUBJECT_LENGTH - 1] + "…"


def _without_gaps(text: str) -> str:
    """Drop the lines for which there was nothing to say."""
    return "\n".join(line for line in text.split("\n") if line.strip())


news = NewsService()
