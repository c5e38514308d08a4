"""Transfers of membership (会籍转接): within the city, into it, out of it."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from helpdesk.models.applications import Route
from helpdesk.models.base import Base, Dated, Numbered
from helpdesk.models.members import Member


class TransferKind(StrEnum):
    """Between which unions a membership moves."""

    within_district = "within_district"  # 同区转会
    between_districts = "between_districts"  # 跨区转会
    into_city = "into_city"  # 外地转入
    out_of_city = "out_of_city"  # 转往外地


class TransferStatus(StrEnum):
    """Where a transfer is on its way."""

    requested = "requested"  # 已提交
    releasing = "releasing"  # 转出工会办理中
    handover = "handover"  # 两区之间转接
    receiving = "receiving"  # 转入工会接收中
    returned = "returned"  # 退回补正
    completed = "completed"  # 已转入
    released = "released"  # 已转出本市
    refused = "refused"  # 未接收
    withdrawn = "withdrawn"  # 本人撤回

    @property
    def next(self) -> frozenset["TransferStatus"]:
        """Return the states that may follow, whatever the kind."""
        return TRANSFER_TRANSITIONS[self]

    @property
    def is_settled(self) -> bool:
        """Tell whether nobody has to act any more."""
        return not self.next


_STOPPED = frozenset(
    {TransferStatus.returned, TransferStatus.refused, TransferStatus.withdrawn}
)
TRANSFER_TRANSITIONS: dict[TransferStatus, frozenset[TransferStatus]] = {
    TransferStatus.requested: frozenset(
        {TransferStatus.releasing, TransferStatus.receiving} | _STOPPED
    ),
    TransferStatus.releasing: frozenset(
        {
            TransferStatus.handover,
            TransferStatus.receiving,
            TransferStatus.released,
        }
        | _STOPPED
    ),
    TransferStatus.handover: frozenset({TransferStatus.receiving} | _STOPPED),
    TransferStatus.receiving: frozenset({TransferStatus.completed} | _STOPPED),
    TransferStatus.returned: frozenset(
        {TransferStatus.requested, TransferStatus.withdrawn}
    ),
    TransferStatus.completed: frozenset(),
    TransferStatus.released: frozenset(),
    TransferStatus.refused: frozenset(),
    TransferStatus.withdrawn: frozenset(),
}
# The way each kind goes when nothing stops it.
TRANSFER_STEPS: dict[TransferKind, tuple[TransferStatus, ...]] = {
    TransferKind.within_district: (
        TransferStatus.requested,
        TransferStatus.releasing,
        TransferStatus.receiving,
        TransferStatus.completed,
    ),
    TransferKind.between_districts: (
        TransferStatus.requested,
        TransferStatus.releasing,
        TransferStatus.handover,
        TransferStatus.receiving,
        TransferStatus.completed,
    ),
    TransferKind.into_city: (
        TransferStatus.requested,
        TransferStatus.receiving,
        TransferStatus.completed,
    ),
    TransferKind.out_of_city: (
        TransferStatus.requested,
        TransferStatus.releasing,
        TransferStatus.released,
    ),
}
UNDECIDED = text("status NOT IN ('completed', 'released', 'refused', 'withdrawn')")


class Transfer(Numbered, Dated, Base):
    """One member's move from one union to another."""

    __tablename__ = "transfers"
    __table_args__ = (
        Index(
            "ix_transfers_one_undecided",
            "member_id",
            unique=True,
            sqlite_where=UNDECIDED,
            postgresql_where=UNDECIDED,
        ),
        Index(None, "from_id", "status"),
        Index(None, "to_id", "status"),
        CheckConstraint("from_id IS NOT NULL OR to_id IS NOT NULL", name="one_end"),
        CheckConstraint("from_id != to_id", name="moves"),
    )

    member_id: Mapped[int] = mapped_column(
        ForeignKey("members.id"), index=True, comment="whose membership"
    )
    kind: Mapped[TransferKind] = mapped_column(comment="between which unions")
    status: Mapped[TransferStatus] = mapped_column(
        default=TransferStatus.requested, comment="where it is on its way"
    )
    route: Mapped[Route | None] = mapped_column(
        comment="which kind of union receives; null: out of the city"
    )
    from_id: Mapped[int | None] = mapped_column(
        ForeignKey("organisations.id"), comment="lets go; null: outside the city"
    )
    to_id: Mapped[int | None] = mapped_column(
        ForeignKey("organisations.id"), comment="receives; null: outside the city"
    )
    outside: Mapped[str | None] = mapped_column(
        String(120), comment="the union outside the city, as told"
    )
    employer: Mapped[str | None] = mapped_column(
        String(120), comment="the new employer's name, as told"
    )
    request_key: Mapped[str | None] = mapped_column(
        String(160), unique=True, comment="the message that asked for it"
    )
    reason: Mapped[str | None] = mapped_column(
        String(200), comment="why returned, refused or withdrawn; redacted"
    )
    decided_at: Mapped[datetime | None] = mapped_column(comment="when it was settled")

    member: Mapped[Member] = relationship(lazy="raise")
