import asyncio

import pytest
from sqlalchemy import select

from helpdesk.audit import SYSTEM, Actor
from helpdesk.database import unit_of_work
from helpdesk.errors import (
    LastAdministrator,
    NotFound,
    OwnRights,
    SignOnTaken,
    WrongPassword,
)
from helpdesk.models import AuditAction, AuditEntry, AuthorKind, Officer, OfficerRole
from helpdesk.officers import (
    Profile,
    Scope,
    accounts,
    enter,
    officer_sessions,
    officers,
    one_time,
    secret,
)
from tests.helpdesk.officers.conftest import PASSWORD

NEW = "another long one"


def actor(officer):
    return Actor(AuthorKind.officer, officer_id=officer.id)


def profile(officer, **changes):
    facts = {
        "name": officer.name,
        "role": officer.role,
        "organisation_id": officer.organisation_id,
        "skills": officer.skills,
    }
    return Profile(**facts | changes)


@pytest.fixture
async def boss(session):
    """The city's administrator; the demo has another one, which is closed here."""
    for demo in await session.scalars(
        select(Officer).where(Officer.role == OfficerRole.administrator)
    ):
        demo.active = False
    role = OfficerRole.administrator
    made = await officers.add(
        session, login="boss", name="王", password=PASSWORD, role=role
    )
    await session.commit()
    return made


async def last(session):
    found = select(AuditEntry).order_by(AuditEntry.id.desc()).limit(1)
    return (await session.scalars(found)).one()


class TestChange:
    async def test_says_what_it_was_and_what_it_is(self, session, officer, boss, ours):
        now = profile(
            officer,
            role=OfficerRole.lawyer,
            organisation_id=ours.id,
            skills=["legal_aid"],
        )

        await accounts.change(session, officer, now, by=actor(boss))

        entry = await last(session)
        assert (entry.action, entry.officer_id) == (AuditAction.changed, boss.id)
        assert entry.before["role"] == "case_officer"
        assert entry.after["role"] == "lawyer"
        assert entry.after["organisation_id"] == ours.id
        assert (officer.role, officer.skills) == (OfficerRole.lawyer, ["legal_aid"])

    async def test_leaves_no_line_when_nothing_changes(self, session, officer, boss):
        await accounts.change(session, officer, profile(officer), by=actor(boss))

        assert list(await session.scalars(select(AuditEntry))) == []

    @pytest.mark.parametrize("change", ["role", "organisation_id"])
    async def test_is_not_for_the_own_rights(self, session, boss, ours, change):
        other = {"role": OfficerRole.auditor, "organisation_id": ours.id}
        now = profile(boss, **{change: other[change]})

        with pytest.raises(OwnRights):
            await accounts.change(session, boss, now, by=actor(boss))

    async def test_may_change_the_own_name(self, session, boss):
        await accounts.change(session, boss, profile(boss, name="王工"), by=actor(boss))

        assert boss.name == "王工"

    @pytest.mark.parametrize("change", ["role", "organisation_id"])
    async def test_keeps_the_last_administrator_of_the_city(
        self, session, boss, ours, change
    ):
        other = {"role": OfficerRole.seat, "organisation_id": ours.id}
        now = profile(boss, **{change: other[change]})

        with pytest.raises(LastAdministrator):
            await accounts.change(session, boss, now, by=SYSTEM)


class TestClose:
    async def test_signs_the_officer_out_and_lets_nobody_in(
        self, sessions, session, officer, boss
    ):
        token = await officer_sessions.begin(session, officer)

        await accounts.close(session, officer, by=actor(boss))
        await session.commit()

        assert await officer_sessions.standing(session, token, is_demo=True) is None
        await session.rollback()
        with pytest.raises(WrongPassword):
            await enter(sessions, login="lin", password=PASSWORD)

    async def test_may_be_taken_back(self, sessions, session, officer, boss):
        for _ in range(2):
            await accounts.close(session, officer, by=actor(boss))
        for _ in range(2):
            await accounts.reopen(session, officer, by=actor(boss))
        await session.commit()

        actions = await session.scalars(select(AuditEntry.action))
        assert list(actions) == [AuditAction.closed, AuditAction.reopened]
        await session.rollback()
        await enter(sessions, login="lin", password=PASSWORD)

    async def test_is_not_for_the_own_account(self, session, boss):
        with pytest.raises(OwnRights):
            await accounts.close(session, boss, by=actor(boss))

    async def test_keeps_the_last_administrator(self, session, boss):
        with pytest.raises(LastAdministrator):
            await accounts.close(session, boss, by=SYSTEM)

    async def test_of_two_who_close_each_other_one_stays(self, sessions, session, boss):
        other = await officers.add(
            session, login="chef", name="李", password=PASSWORD, role=boss.role
        )
        await session.commit()

        async def close(whom, by):
            async with unit_of_work(sessions) as work:
                found = await work.get_one(Officer, whom.id)
                await accounts.close(work, found, by=actor(by))

        answers = await asyncio.gather(
            close(boss, other), close(other, boss), return_exceptions=True
        )

        refused = [each for each in answers if isinstance(each, LastAdministrator)]
        assert len(refused) == 1
        assert answers.count(None) == 1


class TestPassword:
    async def test_of_ones_own_choice_ends_other_sessions(
        self, sessions, session, officer
    ):
        here = await officer_sessions.begin(session, officer)
        other = await officer_sessions.begin(session, officer)
        new = await secret(NEW, login="lin")

        await accounts.choose_password(
            session, officer, new, by=actor(officer), token=here
        )
        await session.commit()

        standing = officer_sessions.standing
        assert await standing(session, here, is_demo=True)
        assert await standing(session, other, is_demo=True) is None
        await session.rollback()
        await enter(sessions, login="lin", password=NEW)

    async def test_that_was_reset_must_be_chosen_anew(
        self, sessions, session, officer, boss
    ):
        token = await officer_sessions.begin(session, officer)
        given, kept = await one_time()

        await accounts.reset_password(session, officer, kept, by=actor(boss))
        await session.commit()

        assert await officer_sessions.standing(session, token, is_demo=True) is None
        await session.rollback()
        entered = await enter(sessions, login="lin", password=given)
        assert entered.officer.must_choose
        assert (await last(session)).action is AuditAction.signed_in

    async def test_is_not_reset_by_oneself(self, session, boss):
        _, kept = await one_time()

        with pytest.raises(OwnRights):
            await accounts.reset_password(session, boss, kept, by=actor(boss))


class TestBindSignOn:
    async def test_binds_and_unbinds(self, session, officer, boss):
        for subject in ("u-17", "u-17", ""):
            await accounts.bind_sign_on(session, officer, subject, by=actor(boss))

        actions = await session.scalars(select(AuditEntry.action))
        assert list(actions) == [AuditAction.bound, AuditAction.unbound]
        assert officer.sign_on_subject is None

    async def test_binds_nobody_twice(self, session, officer, boss):
        await accounts.bind_sign_on(session, officer, "u-17", by=SYSTEM)

        with pytest.raises(SignOnTaken):
            await accounts.bind_sign_on(session, boss, "u-17", by=SYSTEM)


class TestPlace:
    async def test_is_within_what_one_sees(self, session, ours):
        scope = Scope(ours.path)

        assert await accounts.place(session, ours.id, scope=scope) == ours.id
        for outside in (None, ours.parent_id, 99_999):
            with pytest.raises(NotFound):
                await accounts.place(session, outside, scope=scope)


class TestSetDuty:
    async def test_is_the_officers_own_word(self, session, officer):
        await accounts.set_duty(session, officer, on_duty=False)

        assert not officer.on_duty
