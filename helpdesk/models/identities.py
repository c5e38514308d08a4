"""Who is on the other side of a channel, and what was tried to prove it."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, validates

from helpdesk.models.base import Base, Dated, Numbered
from helpdesk.models.sealed import Digest, Lookup, Sealed


class ChannelKind(StrEnum):
    """The ways in."""

    web = "web"
    wechat = "wechat"
    hotline = "hotline"

    @property
    def proves_source(self) -> bool:
        """Tell whether the provider vouches for the source id.

        WeChat signs its openid; a caller number can be forged; a web page's key is
        its own secret.
        """
        return self is not ChannelKind.hotline


class Identity(Numbered, Dated, Base):
    """A person as one channel knows them: openid, caller number or page key."""

    __tablename__ = "identities"
    __table_args__ = (UniqueConstraint("channel", "source_lookup"),)

    channel: Mapped[ChannelKind] = mapped_column(comment="the way in")
    source_id: Mapped[str] = mapped_column(
        Sealed("identity.source_id"), comment="sealed openid, caller number or key"
    )
    source_lookup: Mapped[Digest] = mapped_column(
        Lookup("source_id"), comment="keyed digest of the source id"
    )
    member_id: Mapped[int | None] = mapped_column(
        ForeignKey("members.id"),
        index=True,
        comment="member last proved",
    )
    bound_at: Mapped[datetime | None] = mapped_column(
        comment="bound to that member since"
    )

    @validates("source_id")
    def _digest_source(self, _name: str, source_id: str) -> str:
        self.source_lookup = source_id
        return source_id


class OneTimeCode(Numbered, Dated, Base):
    """A code sent to a member's phone; only a digest of it is kept."""

    __tablename__ = "one_time_codes"
    __table_args__ = (Index(None, "phone_lookup", "created_at"),)

    conversation_id: Mapped[int] = mapped_column(
        ForeignKey("conversations.id"), index=True, comment="who asked for it"
    )
    member_id: Mapped[int] = mapped_column(
        ForeignKey("members.id"), index=True, comment="whom it proves"
    )
    phone_lookup: Mapped[Digest] = mapped_column(
        Lookup("phone"), comment="keyed digest of the phone it went to"
    )
    salt: Mapped[str] = mapped_column(String(32), comment="makes equal codes differ")
    code_lookup: Mapped[Digest] = mapped_column(
        Lookup("one_time_code"), comment="keyed digest of salt and code"
    )
    expires_at: Mapped[datetime] = mapped_column(comment="good until")
    spent_at: Mapped[datetime | None] = mapped_column(
        comment="when it was used, replaced or locked"
    )


class AttemptScope(StrEnum):
    """What wrong tries are counted against, in the order in which they are held."""

    identity = "identity"
    person = "person"
    phone = "phone"
    address = "address"
    officer = "officer"
    authenticator = "authenticator"


class Attempt(Numbered, Base):
    """The count of wrong tries against an identity, person, phone, address or login."""

    __tablename__ = "attempts"
    __table_args__ = (UniqueConstraint("scope", "key_lookup"),)

    scope: Mapped[AttemptScope] = mapped_column(comment="what is counted against")
    key_lookup: Mapped[Digest] = mapped_column(
        Lookup("attempt"), comment="keyed digest of the identity, phone or login"
    )
    wrong: Mapped[int] = mapped_column(default=0, comment="wrong tries in a row")
    last_at: Mapped[datetime] = mapped_column(comment="the last try")
    locked_until: Mapped[datetime | None] = mapped_column(
        comment="nothing is checked before"
    )
