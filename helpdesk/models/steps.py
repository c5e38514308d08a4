"""What happened to a matter, step by step: one append-only table for all kinds."""

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from helpdesk.models.base import Base, Dated, Numbered
from helpdesk.models.sealed import Sealed
from helpdesk.models.tickets import AuthorKind

OWNERS = (
    "dream_application_id",
    "legal_case_id",
    "hardship_file_id",
    "grant_id",
    "mutual_aid_claim_id",
    "relief_request_id",
    "risk_report_id",
)
_COUNTED = " + ".join(
    f"CASE WHEN {owner} IS NULL THEN 0 ELSE 1 END" for owner in OWNERS
)


def _owner(table: str) -> Mapped[int | None]:
    """Return a reference that takes its steps along when the matter is deleted."""
    return mapped_column(
        ForeignKey(f"{table}.id", ondelete="CASCADE"), index=True, comment="its matter"
    )


class Step(Numbered, Dated, Base):
    """One step of one matter: from which state to which, by whom, with what words."""

    __tablename__ = "steps"
    __table_args__ = (CheckConstraint(f"{_COUNTED} = 1", name="one_owner"),)

    dream_application_id: Mapped[int | None] = _owner("dream_applications")
    legal_case_id: Mapped[int | None] = _owner("legal_cases")
    hardship_file_id: Mapped[int | None] = _owner("hardship_files")
    grant_id: Mapped[int | None] = _owner("grants")
    mutual_aid_claim_id: Mapped[int | None] = _owner("mutual_aid_claims")
    relief_request_id: Mapped[int | None] = _owner("relief_requests")
    risk_report_id: Mapped[int | None] = _owner("risk_reports")
    before: Mapped[str | None] = mapped_column(String(24), comment="moved from")
    after: Mapped[str] = mapped_column(String(24), comment="moved to")
    author: Mapped[AuthorKind] = mapped_column(comment="who did it")
    officer_id: Mapped[int | None] = mapped_column(
        ForeignKey("officers.id"), index=True, comment="which officer"
    )
    words: Mapped[str | None] = mapped_column(
        Sealed("step.words"), comment="sealed reason or note"
    )
