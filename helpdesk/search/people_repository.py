"""SQL of exact finds: by a ticket's number, and by what names a person."""

from collections.abc import Collection, Sequence

from sqlalchemy import ColumnElement, false, or_, select

from helpdesk.models import CallRecord, CallRequest, Member, Ticket
from helpdesk.repository import Repository, within
from helpdesk.scope import Scope
from helpdesk.search.question import Number


class PeopleRepository(Repository):
    """Questions with one right answer, asked along an index."""

    async def ticket(self, number: str, *, scope: Scope) -> Sequence[Ticket]:
        """Return the ticket with this number, if it is seen."""
        statement = select(Ticket).where(
            Ticket.number == number, within(Ticket.path, scope)
        )
        return (await self.session.scalars(statement)).all()

    async def members(
        self, number: Number, *, name: str | None, limit: int
    ) -> Sequence[int]:
        """Return the members whom a number or a name stands for."""
        named: list[ColumnElement[bool]] = []
        if number.phone:
            named.append(Member.phone_lookup == number.phone)
        if number.id_number:
            named.append(Member.id_lookup == number.id_number)
        if number.member:
            named.append(Member.member_number == number.member)
        if name:
            named.append(Member.name == name)
        statement = select(Member.id).where(or_(false(), *named)).limit(limit)
        return (await self.session.scalars(statement)).all()

    async def tickets_of(
        self,
        members: Collection[int],
        *,
        phone: str | None,
        scope: Scope,
        limit: int,
    ) -> Sequence[Ticket]:
        """Return the tickets of members or of a number to call back, newest first."""
        owned: ColumnElement[bool] = Ticket.member_id.in_(members)
        if phone:
            owned = or_(owned, Ticket.contact_lookup == phone)
        statement = (
            select(Ticket)
            .where(owned, within(Ticket.path, scope), Ticket.cleared_at.is_(None))
            .order_by(Ticket.changed_at.desc(), Ticket.id.desc())
            .limit(limit)
        )
        return (await self.session.scalars(statement)).all()

    async def calls_of(
        self, phone: str, *, scope: Scope, limit: int
    ) -> Sequence[CallRecord]:
        """Return the calls of a number, newest first."""
        statement = (
            select(CallRecord)
            .where(CallRecord.phone_lookup == phone)
            .order_by(CallRecord.began_at.desc(), CallRecord.id.desc())
            .limit(limit)
        )
        if scope.path is not None:
            seen = (
                select(CallRequest.record_id)
                .join(Ticket, Ticket.id == CallRequest.ticket_id)
                .where(within(Ticket.path, scope))
            )
            statement = statement.where(CallRecord.id.in_(seen))
        return (await self.session.scalars(statement)).all()
