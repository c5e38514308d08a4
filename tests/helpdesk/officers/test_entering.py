import asyncio

import pytest
from argon2 import PasswordHasher
from sqlalchemy import select

from helpdesk.database import unit_of_work
from helpdesk.errors import Locked, WrongPassword
from helpdesk.models import AuditAction, AuditEntry, Officer, OfficerRole
from helpdesk.officers import Browser, enter, officer_sessions, passwords
from helpdesk.seed import DEMO_OFFICER
from tests.helpdesk.officers.conftest import PASSWORD

OFFICE = Browser(address="10.0.0.7", kind="Firefox · Linux")


async def sign_in(sessions, password=PASSWORD, *, login="lin", browser=OFFICE):
    return await enter(sessions, login=login, password=password, browser=browser)


@pytest.fixture
def log(sessions):
    """Return what is on record, the newest last."""

    async def read():
        async with sessions() as session:
            found = select(AuditEntry).order_by(AuditEntry.id)
            return list(await session.scalars(found))

    return read


class TestEnter:
    async def test_lets_the_officer_in_and_notes_it(self, sessions, officer, log):
        entered = await sign_in(sessions)

        assert entered.officer.id == officer.id
        async with sessions() as session:
            standing = await officer_sessions.standing(
                session, entered.token, is_demo=False
            )
        assert standing.officer.id == officer.id
        [entry] = await log()
        assert entry.action is AuditAction.signed_in
        assert (entry.officer_id, entry.address) == (officer.id, "10.0.0.7")

    async def test_lets_the_demo_officer_in(self, sessions):
        entered = await sign_in(
            sessions, DEMO_OFFICER.password, login=DEMO_OFFICER.login
        )

        assert entered.officer.role is OfficerRole.case_officer

    @pytest.mark.parametrize("login", ["lin", "nobody", "Lin", "a\0b", "林"])
    async def test_does_not_tell_which_of_the_two_was_wrong(
        self, sessions, officer, login
    ):
        with pytest.raises(WrongPassword, match="unknown login or wrong password"):
            await sign_in(sessions, "wrong", login=login)

    async def test_notes_who_was_turned_away_but_no_word_of_what_was_typed(
        self, sessions, officer, log
    ):
        for login in ("lin", "secret-login"):
            with pytest.raises(WrongPassword):
                await sign_in(sessions, "secret-word", login=login)

        known, unknown = await log()
        assert known.action is unknown.action is AuditAction.turned_away
        assert (known.subject_id, known.after) == (
            officer.id,
            {"because": "password"},
        )
        assert (unknown.subject_id, unknown.after) == (None, {"because": "unknown"})
        assert known.address == "10.0.0.7"
        assert "secret" not in repr([vars(known), vars(unknown)])

    async def test_refuses_a_closed_account(self, sessions, officer, log):
        async with unit_of_work(sessions) as session:
            (await session.get_one(Officer, officer.id)).active = False

        with pytest.raises(WrongPassword):
            await sign_in(sessions)

        [entry] = await log()
        assert entry.after == {"because": "closed"}

    async def test_locks_after_five_wrong_tries(self, sessions, officer, time, log):
        for _ in range(4):
            with pytest.raises(WrongPassword):
                await sign_in(sessions, "wrong")
        with pytest.raises(Locked):
            await sign_in(sessions, "wrong")

        with pytest.raises(Locked):
            await sign_in(sessions)
        assert (await log())[-1].after == {"because": "locked"}
        time.forward(minutes=30)
        await sign_in(sessions)

    async def test_takes_no_more_guesses_at_once_than_one_by_one(
        self, sessions, officer
    ):
        guesses = [sign_in(sessions, "wrong") for _ in range(8)]

        answers = await asyncio.gather(*guesses, return_exceptions=True)

        wrong = [each for each in answers if isinstance(each, WrongPassword)]
        assert len(wrong) <= 4
        with pytest.raises(Locked):
            await sign_in(sessions)

    async def test_holds_no_transaction_while_it_compares(
        self, sessions, officer, monkeypatch
    ):
        compared = passwords.compare

        async def slow(kept, password):
            async with asyncio.timeout(5), unit_of_work(sessions) as session:
                await session.get_one(Officer, officer.id, with_for_update=True)
            return await compared(kept, password)

        monkeypatch.setattr(passwords, "compare", slow)

        assert (await sign_in(sessions)).officer.id == officer.id

    async def test_refuses_a_password_that_was_changed_meanwhile(
        self, sessions, officer, monkeypatch
    ):
        compared = passwords.compare

        async def changed(kept, password):
            async with unit_of_work(sessions) as session:
                found = await session.get_one(Officer, officer.id)
                found.password_hash = "another"
            return await compared(kept, password)

        monkeypatch.setattr(passwords, "compare", changed)

        with pytest.raises(WrongPassword):
            await sign_in(sessions)

    @pytest.mark.usefixtures("real_passwords")
    async def test_hashes_anew_what_was_hashed_more_weakly(self, sessions, officer):
        weak = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
        async with unit_of_work(sessions) as session:
            found = await session.get_one(Officer, officer.id)
            found.password_hash = weak.hash(PASSWORD)

        await sign_in(sessions)

        async with sessions() as session:
            found = await session.get_one(Officer, officer.id)
        assert not PasswordHasher().check_needs_rehash(found.password_hash)
        await sign_in(sessions)
