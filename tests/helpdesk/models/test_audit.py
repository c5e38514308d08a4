import doctest
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from helpdesk.audit import SYSTEM, Actor, audit, service
from helpdesk.audit.repository import AuditRepository
from helpdesk.errors import Conflict
from helpdesk.models import AuditAction, AuditEntry, AuditSubject, AuthorKind
from helpdesk.officers import officers
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


class TestListAbout:
    async def test_is_one_record_newest_first(self, session):
        first = await _noted(session)
        await _noted(session, subject_id=8)
        second = await _noted(session)

        found = await AuditRepository(session).list_about(AuditSubject.member, 7)

        assert list(found) == [second, first]


class TestListByOfficer:
    async def test_is_one_officers_since_a_moment(self, session, time):
        officer = await officers.by_login(session, DEMO_OFFICER.login)
        actor = Actor(AuthorKind.officer, officer_id=officer.id)
        await _noted(session, by=actor)
        time.forward(days=1)
        later = await _noted(session, by=actor)
        await _noted(session)

        found = await AuditRepository(session).list_by_officer(
            officer.id, since=time.at
        )

        assert list(found) == [later]


class TestPurge:
    async def test_takes_only_what_is_old(self, session, time):
        await _noted(session)
        time.forward(days=200)
        kept = await _noted(session)

        gone = await AuditRepository(session).purge(before=time.at - timedelta(180))

        assert gone == 1
        assert await session.scalar(select(func.max(AuditEntry.id))) == kept.id
        assert await session.scalar(select(func.count(AuditEntry.id))) == 1


def test_examples_in_docstrings():
    assert doctest.testmod(service).failed == 0
