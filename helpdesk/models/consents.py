"""Consent to the handling of personal data, as given and withdrawn."""

from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from helpdesk.models.base import Base, Dated, Numbered
from helpdesk.models.identities import ChannelKind


class ConsentPurpose(StrEnum):
    """What the data may be used for."""

    services = "services"  # 办理工会业务
    sensitive = "sensitive"  # 敏感个人信息：伤病、金融账户、证件照片
    card_bank = "card_bank"  # 交银行办会员服务卡
    notices = "notices"  # 通知和活动消息
    recording = "recording"  # 通话录音
    improvement = "improvement"  # 改进智能客服


class ConsentState(StrEnum):
    """What a person said."""

    given = "given"
    withdrawn = "withdrawn"


class Consent(Numbered, Dated, Base):
    """One word of a person for one purpose; the newest counts, none is changed."""

    __tablename__ = "consents"
    __table_args__ = (
        Index(None, "member_id", "purpose"),
        Index(None, "identity_id", "purpose"),
        CheckConstraint(
            "member_id IS NOT NULL OR identity_id IS NOT NULL", name="somebodys"
        ),
    )

    member_id: Mapped[int | None] = mapped_column(
        ForeignKey("members.id"), comment="who, once on record"
    )
    identity_id: Mapped[int | None] = mapped_column(
        ForeignKey("identities.id"), comment="who, as the channel knows them"
    )
    purpose: Mapped[ConsentPurpose] = mapped_column(comment="what for")
    state: Mapped[ConsentState] = mapped_column(comment="given or withdrawn")
    channel: Mapped[ChannelKind] = mapped_column(comment="where it was said")
    text_version: Mapped[str] = mapped_column(
        String(16), comment="version of the text the person saw or heard"
    )
