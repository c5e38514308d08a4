"""SQL of what is not indexed yet, as the triggers noted it."""

from collections.abc import Collection, Sequence

from sqlalchemy import delete, func, insert, literal, select

from helpdesk.models import CallRecord, SearchDue, SearchKind, Ticket
from helpdesk.repository import Repository

EVERYTHING = (
    (
        SearchKind.ticket,
        Ticket.id,
        func.max(Ticket.changed_at),
        Ticket.cleared_at.is_(None),
    ),
    (
        SearchKind.conversation,
        Ticket.conversation_id,
        func.max(Ticket.changed_at),
        Ticket.conversation_id.is_not(None),
    ),
    (
        SearchKind.call,
        CallRecord.id,
        func.max(CallRecord.began_at),
        CallRecord.transcript.is_not(None),
    ),
)
"""What there is to be found: kind, key, when it was last new, and which at all."""


class DueRepository(Repository):
    """Questions about what is not indexed yet."""

    async def list_first(
        self, *, limit: int, share: int, of: int
    ) -> Sequence[SearchDue]:
        """Return what waits longest, of one share of the subjects."""
        statement = select(SearchDue).order_by(SearchDue.id).limit(limit)
        if of > 1:
            statement = statement.where(SearchDue.subject_id % of == share)
        return (await self.session.scalars(statement)).all()

    async def take(self, keys: Collection[int]) -> set[int]:
        """Take notes away, and return those that nobody took before."""
        theirs = self.one_of(SearchDue.id, keys)
        statement = delete(SearchDue).where(theirs).returning(SearchDue.id)
        return set((await self.session.scalars(statement)).all())

    async def count(self) -> int:
        """Return how many notes there are."""
        statement = select(func.count()).select_from(SearchDue)
        return (await self.session.scalars(statement)).one()

    async def note_all(self) -> None:
        """Note everything that is to be found; what changed last goes first."""
        await self.session.execute(delete(SearchDue))
        for kind, key, at, rule in EVERYTHING:
            first = (
                select(literal(kind), key).where(rule).group_by(key).order_by(at.desc())
            )
            columns = [SearchDue.kind, SearchDue.subject_id]
            await self.session.execute(insert(SearchDue).from_select(columns, first))
