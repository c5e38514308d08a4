"""Summer relief: requests for 送清凉, and what rest stations offer."""

from datetime import date
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from helpdesk.models.base import Base, Dated, Numbered
from helpdesk.models.sites import Site


class ReliefStatus(StrEnum):
    """Where a request is on its way."""

    submitted = "submitted"  # 已登记
    accepted = "accepted"  # 已受理，交属地工会
    scheduled = "scheduled"  # 已排期
    delivered = "delivered"  # 已送达
    confirmed = "confirmed"  # 职工已确认
    declined = "declined"  # 未安排
    withdrawn = "withdrawn"  # 撤回

    @property
    def next(self) -> frozenset["ReliefStatus"]:
        """Return the states that may follow."""
        return RELIEF_TRANSITIONS[self]


RELIEF_TRANSITIONS = {
    ReliefStatus.submitted: frozenset(
        {ReliefStatus.accepted, ReliefStatus.declined, ReliefStatus.withdrawn}
    ),
    ReliefStatus.accepted: frozenset(
        {ReliefStatus.scheduled, ReliefStatus.declined, ReliefStatus.withdrawn}
    ),
    ReliefStatus.scheduled: frozenset(  # 改期 goes back to accepted
        {ReliefStatus.delivered, ReliefStatus.accepted}
        | {ReliefStatus.declined, ReliefStatus.withdrawn}
    ),
    ReliefStatus.delivered: frozenset({ReliefStatus.confirmed}),
    ReliefStatus.confirmed: frozenset[ReliefStatus](),
    ReliefStatus.declined: frozenset[ReliefStatus](),
    ReliefStatus.withdrawn: frozenset[ReliefStatus](),
}


class ReliefRequest(Numbered, Dated, Base):
    """A wish that the union come to a hot workplace with cooling goods."""

    __tablename__ = "relief_requests"
    __table_args__ = (
        CheckConstraint("headcount > 0", name="headcount"),
        Index(None, "district", "status"),
    )

    ticket_id: Mapped[int | None] = mapped_column(
        ForeignKey("tickets.id"), unique=True, comment="the ticket it began with"
    )
    member_id: Mapped[int | None] = mapped_column(
        ForeignKey("members.id"), index=True, comment="who asked"
    )
    organisation_id: Mapped[int | None] = mapped_column(
        ForeignKey("organisations.id"), index=True, comment="the union that goes"
    )
    place: Mapped[str] = mapped_column(String(120), comment="where the work is")
    district: Mapped[str | None] = mapped_column(String(8), comment="plain name: 福田")
    street: Mapped[str | None] = mapped_column(String(16), comment="plain name: 西乡")
    headcount: Mapped[int] = mapped_column(comment="workers there")
    status: Mapped[ReliefStatus] = mapped_column(
        default=ReliefStatus.submitted, comment="where it is on its way"
    )
    visit_on: Mapped[date | None] = mapped_column(comment="day of the visit")


class RestStation(Base):
    """What a rest station offers (户外劳动者驿站, 暖蜂驿站)."""

    __tablename__ = "rest_stations"

    site_id: Mapped[int] = mapped_column(
        ForeignKey("sites.id"), primary_key=True, comment="which site"
    )
    water: Mapped[bool] = mapped_column(default=True, comment="drinking water")
    charging: Mapped[bool] = mapped_column(default=True, comment="sockets for phones")
    seats: Mapped[bool] = mapped_column(default=True, comment="a place to sit")
    microwave: Mapped[bool] = mapped_column(default=False, comment="to warm a meal")
    medicine: Mapped[bool] = mapped_column(default=False, comment="a first-aid box")

    site: Mapped[Site] = relationship(lazy="raise")
