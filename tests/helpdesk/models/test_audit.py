import doctest
from datetime import timedelta

import pytest
from sqlalchemy import func, insert, select, text, update
from sqlalchemy.exc import DBAPIError

from helpdesk.audit import SYSTEM, Actor, audit, service
from helpdesk.errors import Conflict
from helpdesk.models import (
    AuditAction,
    AuditEntry,
    AuditHorizon,
    AuditSubject,
    AuthorKind,
)
from helpdesk.officers import officers
from helpdesk.retention import Pace, retention
from helpdesk.seed import DEMO_OFFICER


async def _noted(session, **facts):
    return await audit.record(
        session,
        AuditAction.changed,
        AuditSubject.member,
        facts.pop("subject_id", 7),
        by=facts.pop("by", SYSTEM),
        **facts,
    )


class TestRecord:
    async def test_tells_who_what_from_where_and_why(self, session, time):
        officer = await officers.by_login(session, DEMO_OFFICER.login)
        actor = Actor(AuthorKind.officer, officer_id=officer.id, address="10.0.0.7")

        entry = await _noted(session, by=actor, reason="本人来电核对")

        assert (entry.actor, entry.officer_id) == (AuthorKind.officer, officer.id)
        assert (entry.address, entry.reason) == ("10.0.0.7", "本人来电核对")
        assert entry.created_at == time.at

    async def test_masks_values_by_their_names(self, session):
        entry = await _noted(
            session,
            before={"phone": "13800138000", "name": "王小明", "headcount": 30},
            after={"phone": None, "said": "打13800138000", "residence": True},
        )

        assert entry.before == {
            "phone": "138****8000",
            "name": "王*明",
            "headcount": 30,
        }
        assert entry.after == {
            "phone": None,
            "said": "打138****8000",
            "residence": True,
        }

    async def test_masks_and_cuts_the_reason(self, session):
        entry = await _noted(session, reason="13800138000" + "因" * 500)

        assert entry.reason.startswith("138****8000因")
        assert len(entry.reason) <= 200

    async def test_values_that_are_not_told_are_null(self, session):
        entry = await _noted(session)

        nothing = select(AuditEntry.id).where(
            AuditEntry.id == entry.id, AuditEntry.before.is_(None)
        )
        assert await session.scalar(nothing) == entry.id


class TestEntry:
    async def test_can_not_be_changed(self, session):
        entry = await _noted(session)
        entry.reason = "换个说法"

        with pytest.raises(Conflict, match="append-only"):
            await session.flush()

    async def test_can_not_be_taken_out(self, session):
        entry = await _noted(session)
        await session.delete(entry)

        with pytest.raises(Conflict, match="append-only"):
            await session.flush()


class TestTrail:
    """What the database itself refuses, whoever asks."""

    @pytest.mark.parametrize(
        "statement",
        [
            "UPDATE audit_entries SET reason = 'x'",
            "UPDATE audit_entries SET officer_id = NULL, created_at = '2001-01-01'",
            "DELETE FROM audit_entries",
            "DELETE FROM audit_entries WHERE created_at < '2999-01-01'",
        ],
    )
    async def test_refuses_to_be_rewritten_or_shortened(self, session, statement):
        await _noted(session)
        await session.commit()

        with pytest.raises(DBAPIError, match="audit log"):
            await session.execute(text(statement))

        await session.rollback()
        assert await session.scalar(select(func.count(AuditEntry.id))) == 1

    async def test_refuses_to_be_emptied(self, session, engine):
        if engine.dialect.name == "sqlite":
            return  # it has no TRUNCATE
        await _noted(session)
        await session.commit()

        with pytest.raises(DBAPIError, match="audit log"):
            await session.execute(text("TRUNCATE audit_entries"))

    async def test_takes_no_horizon_within_three_years(self, session, time):
        near = {"before": time.at - timedelta(1094), "created_at": time.at}

        with pytest.raises(DBAPIError, match="three years"):
            await session.execute(insert(AuditHorizon).values(id=1, **near))

    async def test_moves_no_horizon_nearer(self, session, time):
        far = {"before": time.at - timedelta(1096), "created_at": time.at}
        await session.execute(insert(AuditHorizon).values(id=1, **far))

        with pytest.raises(DBAPIError, match="three years"):
            await session.execute(update(AuditHorizon).values(before=time.at))

    async def test_is_cleared_by_retention_after_three_years_alone(
        self, sessions, session, time, settings
    ):
        await _noted(session)
        time.forward(days=2)
        kept = await _noted(session)
        await session.commit()
        time.forward(days=1095)

        done = await retention.run(sessions, pace=Pace.hour, data_dir=settings.data_dir)

        assert done["audit"] == 1
        left = await session.scalars(
            select(AuditEntry.id).where(AuditEntry.subject == AuditSubject.member)
        )
        assert list(left) == [kept.id]


def test_examples_in_docstrings():
    assert doctest.testmod(service).failed == 0
