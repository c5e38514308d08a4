"""Follow-up calls 回访: whether what was settled is settled for the worker as well."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from enum import StrEnum
from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncSession

from helpdesk import clock, workdays
from helpdesk.audit import Actor
from helpdesk.casework.acting import begin
from helpdesk.casework.followups_repository import FollowUpRepository, Wanted
from helpdesk.clock import SHENZHEN
from helpdesk.models import Audience, EventKind, ServiceClass, Ticket, TicketEvent
from helpdesk.rules import rules
from helpdesk.scope import Scope
from helpdesk.tickets import tickets
from helpdesk.tickets.events import record

FILE = Path(__file__).with_name("followups.yml")
MOST = 100


class FollowUp(StrEnum):
    """What came of a call."""

    satisfied = "satisfied"
    dissatisfied = "dissatisfied"
    unreachable = "unreachable"
    declined = "declined"


class FollowUps:
    """Calls workers back about what was settled."""

    async def follow_up(
        self,
        session: AsyncSession,
        ticket: Ticket,
        *,
        by: Actor,
        result: FollowUp,
        words: str = "",
        reopens: bool = False,
    ) -> TicketEvent:
        """Write down what a call came to; who is not satisfied may have it reopened.

        Raises:
            Conflict: It was settled too long ago to be taken up again.
        """
        act = await begin(session, ticket, "follow_up", by=by, words=words)
        event = await record(
            session,
            act.ticket,
            EventKind.followed_up,
            by=by,
            text=act.words,
            audience=Audience.officers,
            facts={"result": result.value},
        )
        if reopens and result is FollowUp.dissatisfied:
            await tickets.reopen(session, act.ticket, act.words, by=by)
        return event

    async def follow_ups_due(
        self, session: AsyncSession, *, scope: Scope, limit: int = MOST
    ) -> Sequence[Ticket]:
        """Return what is to be asked about, the longest settled first."""
        return await FollowUpRepository(session).list_due(
            _wanted(), scope=scope, limit=limit
        )


def _wanted() -> Wanted:
    book, today = rules(FILE), clock.today()
    last = workdays.before(today, book["after_workdays"])
    return Wanted(
        settled_from=clock.now() - timedelta(days=book["within_days"]),
        settled_before=datetime.combine(last, time.max, SHENZHEN),
        classes=tuple(ServiceClass(one) for one in book["classes"]),
        low_rating=book["low_rating"],
        tries=book["tries"],
    )
