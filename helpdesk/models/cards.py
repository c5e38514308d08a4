"""Member cards (会员服务卡): asked for, made, handed out, activated, lost, replaced."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from helpdesk.models.base import Base, Dated, Numbered
from helpdesk.models.members import CardStatus


class CardState(StrEnum):
    """Where one card is in its life."""

    requested = "requested"  # 已申领
    making = "making"  # 制卡中
    issued = "issued"  # 已发卡，未激活
    active = "active"  # 已激活，未实名绑定
    bound = "bound"  # 已激活并实名绑定
    lost = "lost"  # 已挂失
    replaced = "replaced"  # 已补办新卡
    cancelled = "cancelled"  # 已注销

    @property
    def next(self) -> frozenset["CardState"]:
        """Return the states that may follow."""
        return CARD_TRANSITIONS[self]

    @property
    def summary(self) -> CardStatus:
        """Return what the member's record says of it."""
        return CARD_SUMMARIES[self]


CARD_TRANSITIONS: dict[CardState, frozenset[CardState]] = {
    CardState.requested: frozenset({CardState.making, CardState.cancelled}),
    CardState.making: frozenset({CardState.issued, CardState.cancelled}),
    CardState.issued: frozenset(
        {CardState.active, CardState.lost, CardState.replaced, CardState.cancelled}
    ),
    CardState.active: frozenset(
        {CardState.bound, CardState.lost, CardState.replaced, CardState.cancelled}
    ),
    CardState.bound: frozenset(
        {CardState.lost, CardState.replaced, CardState.cancelled}
    ),
    CardState.lost: frozenset(  # found again, it is what it was before
        {
            CardState.issued,
            CardState.active,
            CardState.bound,
            CardState.replaced,
            CardState.cancelled,
        }
    ),
    CardState.replaced: frozenset(),
    CardState.cancelled: frozenset(),
}
CARD_SUMMARIES: dict[CardState, CardStatus] = {
    CardState.requested: CardStatus.requested,
    CardState.making: CardStatus.requested,
    CardState.issued: CardStatus.issued,
    CardState.active: CardStatus.active,
    CardState.bound: CardStatus.active,
    CardState.lost: CardStatus.lost,
    CardState.replaced: CardStatus.none,
    CardState.cancelled: CardStatus.none,
}
LIVE = text("state NOT IN ('replaced', 'cancelled')")


class Card(Numbered, Dated, Base):
    """One card; of its number only the last four digits are kept."""

    __tablename__ = "cards"
    __table_args__ = (
        Index(
            "ix_cards_one_live",
            "member_id",
            unique=True,
            sqlite_where=LIVE,
            postgresql_where=LIVE,
        ),
        CheckConstraint(
            "state != 'lost' OR before_loss IS NOT NULL", name="lost_was_something"
        ),
        CheckConstraint("covered_from <= covered_to", name="cover"),
    )

    member_id: Mapped[int] = mapped_column(
        ForeignKey("members.id"), index=True, comment="whose card"
    )
    state: Mapped[CardState] = mapped_column(
        default=CardState.requested, comment="where it is in its life"
    )
    before_loss: Mapped[CardState | None] = mapped_column(
        comment="what it was when reported lost"
    )
    tail: Mapped[str | None] = mapped_column(
        String(4), comment="last four digits of the card number"
    )
    replaces_id: Mapped[int | None] = mapped_column(
        ForeignKey("cards.id"), unique=True, comment="the card it stands in for"
    )
    issued_at: Mapped[datetime | None] = mapped_column(comment="handed out")
    activated_at: Mapped[datetime | None] = mapped_column(comment="activated")
    bound_at: Mapped[datetime | None] = mapped_column(comment="bound to the real name")
    lost_at: Mapped[datetime | None] = mapped_column(comment="last reported lost")
    covered_from: Mapped[date | None] = mapped_column(
        comment="first day of the benefits (保障期)"
    )
    covered_to: Mapped[date | None] = mapped_column(
        comment="last day of the benefits (保障期)"
    )
