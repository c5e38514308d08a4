"""SQL of sheets, and of what alerts and unanswered words are made from."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import or_, select

from helpdesk.models import (
    Message,
    Officer,
    Organisation,
    OrganisationKind,
    ReportSheet,
    SheetKind,
    Ticket,
)
from helpdesk.reports.alerts import Complaint
from helpdesk.reports.visits import OUT_OF_SCOPE
from helpdesk.repository import Repository


class SheetRepository(Repository):
    """Questions about sheets, and about what goes onto them."""

    async def sheet(self, kind: SheetKind, name: str, place: str) -> ReportSheet | None:
        """Return a sheet."""
        statement = select(ReportSheet).where(
            ReportSheet.kind == kind,
            ReportSheet.name == name,
            ReportSheet.place == place,
        )
        return (await self.session.scalars(statement)).one_or_none()

    async def names(self, kind: SheetKind, place: str, *, limit: int) -> Sequence[str]:
        """Return the names of a place's sheets, the newest first."""
        statement = (
            select(ReportSheet.name)
            .where(ReportSheet.kind == kind, ReportSheet.place == place)
            .order_by(ReportSheet.name.desc())
            .limit(limit)
        )
        return (await self.session.scalars(statement)).all()

    async def write(
        self,
        kind: SheetKind,
        name: str,
        content: Any,  # noqa: ANN401 - JSON is anything
        *,
        at: datetime,
        place: str = "",
    ) -> None:
        """Write a sheet, or write it anew."""
        new = self.insert(ReportSheet).values(
            kind=kind, name=name, place=place, content=content, made_at=at
        )
        written = new.on_conflict_do_update(
            index_elements=["kind", "name", "place"],
            set_={"content": new.excluded.content, "made_at": new.excluded.made_at},
        )
        await self.session.execute(written)

    async def write_once(
        self,
        kind: SheetKind,
        name: str,
        content: Any,  # noqa: ANN401 - JSON is anything
        *,
        at: datetime,
        place: str,
    ) -> None:
        """Write a sheet that stays as it is."""
        new = self.insert(ReportSheet).values(
            kind=kind, name=name, place=place, content=content, made_at=at
        )
        await self.session.execute(new.on_conflict_do_nothing())

    async def list_complaints(
        self, categories: Sequence[str], *, since: datetime
    ) -> Sequence[Complaint]:
        """Return complaints since a moment, with their employers."""
        statement = select(
            Ticket.number,
            Ticket.created_at,
            Ticket.category,
            Ticket.details,
            Ticket.path,
            Ticket.member_id,
            Ticket.contact_lookup,
            Ticket.conversation_id,
        ).where(
            Ticket.changed_at >= since,
            Ticket.created_at >= since,
            Ticket.category.in_(categories),
            Ticket.merged_into_id.is_(None),
        )
        return [
            Complaint(
                number=row.number,
                at=row.created_at,
                category=row.category,
                who=_who(row.member_id, row.contact_lookup, row.conversation_id)
                or row.number,
                employer=(row.details or {}).get("employer", ""),
                path=row.path,
            )
            for row in await self.session.execute(statement)
        ]

    async def streets(self) -> Mapping[str, str]:
        """Return the names of all streets by their paths."""
        statement = select(Organisation.path, Organisation.name).where(
            Organisation.kind == OrganisationKind.street,
            Organisation.path.is_not(None),
        )
        rows = await self.session.execute(statement)
        return {path: name for path, name in rows if path}

    async def list_unanswered(
        self, *, since: datetime, until: datetime, limit: int
    ) -> Sequence[tuple[int, str]]:
        """Return what found no answer, by conversation; the newest first."""
        statement = (
            select(Message.conversation_id, Message.text)
            .where(
                Message.received_at >= since,
                Message.received_at < until,
                or_(
                    Message.intent == OUT_OF_SCOPE,
                    Message.degraded,
                    Message.answered_at.is_(None),
                ),
            )
            .order_by(Message.received_at.desc())
            .limit(limit)
        )
        rows = await self.session.execute(statement)
        return [(talk, text) for talk, text in rows if text]

    async def list_scopes(self) -> Sequence[str]:
        """Return the paths that officers look after."""
        statement = (
            select(Organisation.path)
            .join(Officer, Officer.organisation_id == Organisation.id)
            .where(Officer.active, Organisation.path.is_not(None))
            .distinct()
        )
        return [path for path in await self.session.scalars(statement) if path]


def _who(
    member_id: int | None, contact: bytes | None, conversation_id: int | None
) -> str:
    """Tell people apart without naming them."""
    if member_id is not None:
        return f"m{member_id}"
    if contact is not None:
        return f"p{contact.hex()[:16]}"
    return f"c{conversation_id}" if conversation_id is not None else ""
