"""SQL of risk reports."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import case, select
from sqlalchemy.orm import joinedload

from helpdesk.models import (
    RISK_OVER,
    Escalation,
    RiskReport,
    RiskStatus,
    RiskSubject,
)
from helpdesk.repository import Repository, attached, held

UNFOLDED = 120
BY_RANK = case(
    {level.value: level.rank for level in Escalation}, value=RiskReport.escalation
)


class RiskRepository(Repository):
    """Questions about employers that were reported, and the reports."""

    async def hold_subject(self, *, key: str, employer: str) -> RiskSubject:
        """Return an employer, whose reports nobody else adds up meanwhile.

        The write comes first: two reports at once must not both miss the other.
        """
        new = self.insert(RiskSubject).values(key=key[:UNFOLDED], employer=employer)
        held = new.on_conflict_do_update(
            index_elements=[RiskSubject.key], set_={"key": RiskSubject.key}
        )
        await self.session.execute(held)
        statement = select(RiskSubject).where(RiskSubject.key == key[:UNFOLDED])
        return (await self.session.scalars(statement)).one()

    async def hold(self, report: RiskReport) -> RiskReport:
        """Return a report as it is now, nobody else's to change.

        Its employer is held first, as by those who report.
        """
        report = await attached(self.session, report)
        subject = select(RiskSubject.id).where(RiskSubject.id == report.subject_id)
        await self.session.execute(subject.with_for_update(key_share=True))
        return await held(self.session, report)

    async def fresh(self, subject_id: int, *, since: datetime) -> Sequence[RiskReport]:
        """Return an employer's reports of late that are not over."""
        statement = select(RiskReport).where(
            RiskReport.subject_id == subject_id,
            RiskReport.created_at >= since,
            RiskReport.status.not_in(RISK_OVER),
        )
        return (await self.session.scalars(statement)).all()

    async def list_open(
        self, *, at_least: Escalation, status: RiskStatus | None
    ) -> Sequence[RiskReport]:
        """Return what is not over, the highest first, then the oldest."""
        statement = select(RiskReport).where(
            RiskReport.status.not_in(RISK_OVER), at_least.rank <= BY_RANK
        )
        if status is not None:
            statement = statement.where(RiskReport.status == status)
        ordered = statement.order_by(BY_RANK.desc(), RiskReport.id)
        with_employer = ordered.options(joinedload(RiskReport.subject))
        return (await self.session.scalars(with_employer)).all()
