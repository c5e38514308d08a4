"""SQL of legal aid."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import contains_eager, joinedload

from helpdesk.models import Duty, Site, SiteKind
from helpdesk.repository import Repository


class DutyRepository(Repository):
    """Questions about lawyers' rosters."""

    async def list_roster(self, *, on: date) -> Sequence[Duty]:
        """Return the duties at legal service sites that are not over by a day."""
        statement = (
            select(Duty)
            .join(Duty.site)
            .where(
                Site.kind == SiteKind.legal_service,
                or_(Duty.valid_to.is_(None), Duty.valid_to >= on),
            )
            .options(contains_eager(Duty.site), joinedload(Duty.lawyer))
            .order_by(Duty.id)
        )
        return (await self.session.scalars(statement)).all()
