import json

import pytest
from sqlalchemy import select, text

from helpdesk.audit import SYSTEM, Actor
from helpdesk.database import unit_of_work
from helpdesk.errors import InvalidInput, NotFound, WrongPassword
from helpdesk.keys import load_keys
from helpdesk.models import (
    AuditAction,
    AuditEntry,
    AuditSubject,
    AuthorKind,
    OfficerRole,
    Organisation,
)
from helpdesk.officers.entering import enter
from helpdesk.resealing import resealing
from helpdesk.sealing import Sealer
from helpdesk.tokens import looks_like_one, tokens

NAME = "区总业务系统"


async def add(session, **more):
    given = {"name": NAME, "role": OfficerRole.case_officer, "by": SYSTEM} | more
    return await tokens.add(session, **given)


async def audited(session) -> list[AuditEntry]:
    about = select(AuditEntry).where(AuditEntry.subject == AuditSubject.token)
    return list(await session.scalars(about.order_by(AuditEntry.id)))


class TestAdd:
    async def test_makes_an_account_of_its_own(self, session):
        union = (await session.scalars(select(Organisation).limit(1))).one()

        issued = await add(session, organisation_id=union.id)

        account = issued.record.officer
        assert (account.name, account.role) == (NAME, OfficerRole.case_officer)
        assert account.organisation_id == union.id
        assert not account.on_duty

    async def test_nobody_signs_in_with_that_account(self, sessions):
        async with unit_of_work(sessions) as session:
            issued = await add(session)

        for password in (issued.words, "", "nobody"):
            with pytest.raises(WrongPassword):
                await enter(
                    sessions, login=issued.record.officer.login, password=password
                )

    async def test_its_words_are_nowhere_on_record(self, session):
        issued = await add(session)

        secret = issued.words.split("_", 2)[2]
        [row] = await session.execute(text("SELECT * FROM api_tokens"))
        assert secret not in repr(tuple(row))
        assert issued.record.prefix in issued.words

    async def test_leaves_a_line(self, session, officer):
        by = Actor(AuthorKind.officer, officer_id=officer.id)
        issued = await add(session, by=by)

        [line] = await audited(session)
        assert (line.action, line.officer_id) == (AuditAction.created, officer.id)
        assert line.after["prefix"] == issued.record.prefix
        assert issued.words not in json.dumps(line.after)

    @pytest.mark.parametrize("days", [0, -1, 367, 10**9])
    async def test_refuses_a_life_without_end(self, session, days):
        with pytest.raises(InvalidInput):
            await add(session, days=days)

    @pytest.mark.parametrize("name", ["", "  ", "\x00"])
    async def test_wants_to_know_who_it_is_for(self, session, name):
        with pytest.raises(InvalidInput):
            await add(session, name=name)

    async def test_knows_no_such_union(self, session):
        with pytest.raises(NotFound):
            await add(session, organisation_id=10**6)


class TestCaller:
    async def test_knows_a_token_again(self, session):
        issued = await add(session)

        found = await tokens.caller(session, issued.words)

        assert found is issued.record

    @pytest.mark.parametrize(
        "words",
        ["", "gonghui", f"gonghui_{'0' * 8}_{'A' * 43}", "'; DROP TABLE", "令牌"],
    )
    async def test_knows_nobody_else(self, session, words):
        await add(session)

        assert await tokens.caller(session, words) is None

    async def test_knows_nobody_after_its_time(self, session, time):
        issued = await add(session, days=1)
        time.forward(days=1, seconds=1)

        assert await tokens.caller(session, issued.words) is None

    async def test_knows_nobody_whose_account_is_closed(self, session):
        issued = await add(session)
        issued.record.officer.active = False
        await session.flush()

        assert await tokens.caller(session, issued.words) is None

    async def test_knows_it_under_a_new_look_up_key(self, session, settings):
        issued = await add(session)
        old = load_keys(settings)
        sealer = Sealer(type(old)(old.field_keys, b"n" * 32))

        async for _ in resealing.rehash(session, sealer):
            pass

        stored = await session.scalar(text("SELECT fingerprint_lookup FROM api_tokens"))
        fingerprint = issued.record.fingerprint
        assert stored == sealer.digest(fingerprint, purpose="api_token")


class TestNoteUse:
    async def test_once_a_minute(self, session, time):
        record = (await add(session)).record
        assert tokens.is_use_to_be_noted(record)

        await tokens.note_use(session, record)
        await session.refresh(record)
        first = record.last_used_at

        time.forward(seconds=30)
        assert not tokens.is_use_to_be_noted(record)
        time.forward(seconds=31)
        assert tokens.is_use_to_be_noted(record)
        await tokens.note_use(session, record)
        await session.refresh(record)
        assert record.last_used_at > first


class TestRevoke:
    async def test_ends_it_and_closes_its_account(self, session):
        issued = await add(session)

        await tokens.revoke(session, issued.record.prefix, by=SYSTEM)

        assert await tokens.caller(session, issued.words) is None
        assert not issued.record.officer.active
        assert [line.action for line in await audited(session)] == [
            AuditAction.created,
            AuditAction.deleted,
        ]

    async def test_twice_is_once(self, session):
        issued = await add(session)

        for _ in range(2):
            await tokens.revoke(session, issued.record.prefix, by=SYSTEM)

        assert len(await audited(session)) == 2

    async def test_knows_no_such_token(self, session):
        with pytest.raises(NotFound):
            await tokens.revoke(session, "00000000", by=SYSTEM)


class TestListWithin:
    async def test_returns_the_newest_first(self, session):
        first, second = await add(session), await add(session)

        assert await tokens.list_within(session) == [second.record, first.record]


class TestLooksLikeOne:
    async def test_of_one(self, session):
        assert looks_like_one((await add(session)).words)
