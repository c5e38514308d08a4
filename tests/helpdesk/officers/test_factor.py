import asyncio

import pyotp
import pytest
from sqlalchemy import select, text

from helpdesk.audit import SYSTEM
from helpdesk.database import unit_of_work
from helpdesk.errors import Conflict, Locked, WrongCode
from helpdesk.models import AuditAction, AuditEntry, Authenticator, Officer
from helpdesk.officers import (
    Browser,
    Pending,
    enrol,
    factors,
    officer_sessions,
    prove,
)

# RFC 6238, appendix B: the last six digits of its SHA-1 vectors.
RFC_SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
RFC = [
    (59, "287082"),
    (1111111109, "081804"),
    (1111111111, "050471"),
    (1234567890, "005924"),
    (2000000000, "279037"),
]
STEP = 30


def code(secret, time, *, steps=0):
    return pyotp.TOTP(secret).at(time.at, counter_offset=steps)


@pytest.fixture
async def secret(session, officer, time):
    """Bind an authenticator, and let time go on so that its code is a new one."""
    await factors.begin(session, officer)
    told = (await factors.enrolment(session, officer)).secret
    await factors.confirm(session, officer, code(told, time), by=SYSTEM)
    await session.commit()
    time.forward(seconds=STEP)
    return told


async def take(session, officer, said):
    await factors.prove(session, officer, said, by=SYSTEM)


class TestEnrol:
    async def test_is_told_with_the_login_and_whose_console_it_is(
        self, session, officer
    ):
        await factors.begin(session, officer)

        told = await factors.enrolment(session, officer)

        read = pyotp.parse_uri(told.address)
        assert (read.name, read.secret) == ("lin", told.secret)
        assert "12351" in read.issuer

    async def test_is_the_same_until_it_is_confirmed(self, session, officer):
        await factors.begin(session, officer)
        first = await factors.enrolment(session, officer)
        await factors.begin(session, officer)

        assert await factors.enrolment(session, officer) == first
        assert await factors.of(session, officer) is None

    async def test_wants_a_right_code(self, session, officer):
        await factors.begin(session, officer)

        with pytest.raises(WrongCode):
            await factors.confirm(session, officer, "000000", by=SYSTEM)

        assert await factors.of(session, officer) is None

    async def test_is_not_told_again(self, session, officer, secret):
        assert await factors.enrolment(session, officer) is None
        with pytest.raises(Conflict):
            await factors.confirm(session, officer, "000000", by=SYSTEM)

    async def test_signs_out_every_other_browser(self, session, officer, time):
        here = await officer_sessions.begin(session, officer)
        other = await officer_sessions.begin(session, officer)
        await factors.begin(session, officer)
        told = (await factors.enrolment(session, officer)).secret

        entered, codes = await enrol(
            session, officer, Browser(cookie=here), code=code(told, time)
        )

        assert len(set(codes)) == 10
        for gone in (here, other):
            standing = await officer_sessions.standing(session, gone, is_demo=False)
            assert standing is None
        now = await officer_sessions.standing(session, entered.token, is_demo=False)
        assert now.pending is None

    async def test_keeps_neither_secret_nor_codes_in_the_clear(
        self, session, officer, time
    ):
        await factors.begin(session, officer)
        told = (await factors.enrolment(session, officer)).secret
        codes = await factors.confirm(session, officer, code(told, time), by=SYSTEM)

        rows = await session.execute(text("SELECT * FROM authenticators"))
        kept = repr([tuple(row) for row in rows])
        assert told not in kept
        assert not any(each.replace("-", "") in kept for each in codes)


class TestProve:
    @pytest.mark.parametrize(("seconds", "right"), RFC)
    async def test_takes_the_codes_of_the_standard(
        self, session, officer, time, seconds, right
    ):
        session.add(
            Authenticator(
                officer_id=officer.id, secret=RFC_SECRET, confirmed_at=time.at
            )
        )
        await session.flush()
        time.at = time.at.fromtimestamp(seconds, time.at.tzinfo)

        await take(session, officer, right)

    @pytest.mark.parametrize("steps", [-1, 0, 1])
    async def test_takes_a_code_of_a_clock_that_is_off_by_a_step(
        self, session, officer, secret, time, steps
    ):
        time.forward(seconds=STEP)

        await take(session, officer, f" {code(secret, time, steps=steps)} ")

    @pytest.mark.parametrize("steps", [-3, -2, 2, 40])
    async def test_takes_none_that_is_older_or_newer(
        self, session, officer, secret, time, steps
    ):
        time.forward(minutes=5)

        with pytest.raises(WrongCode):
            await take(session, officer, code(secret, time, steps=steps))

    async def test_takes_no_code_twice(self, session, officer, secret, time):
        right = code(secret, time)
        await take(session, officer, right)

        with pytest.raises(WrongCode):
            await take(session, officer, right)
        with pytest.raises(WrongCode):
            await take(session, officer, code(secret, time, steps=-1))

    async def test_of_two_at_once_takes_one(self, sessions, officer, secret, time):
        right = code(secret, time)

        async def one():
            async with unit_of_work(sessions) as session:
                found = await session.get_one(Officer, officer.id)
                await take(session, found, right)

        answers = await asyncio.gather(
            *(one() for _ in range(6)), return_exceptions=True
        )

        assert sum(answer is None for answer in answers) == 1

    async def test_takes_a_recovery_code_once(self, session, officer, secret, time):
        codes = await factors.renew_codes(
            session, officer, code(secret, time), by=SYSTEM
        )
        await take(session, officer, codes[0].lower().replace("-", " "))

        with pytest.raises(WrongCode):
            await take(session, officer, codes[0])
        assert len((await factors.of(session, officer)).recovery) == 9

    @pytest.mark.parametrize("wrong", ["", "1", "九九九九九九", "\ud800", "a" * 500])
    async def test_takes_nothing_else(self, session, officer, secret, wrong):
        with pytest.raises(WrongCode):
            await take(session, officer, wrong)

    async def test_locks_after_five_wrong_ones_and_notes_each(
        self, sessions, officer, secret, time
    ):
        async def once(said):
            async with unit_of_work(sessions) as session:
                found = await session.get_one(Officer, officer.id)
                await take(session, found, said)

        for _ in range(4):
            with pytest.raises(WrongCode):
                await once("000000")
        for said in ("000000", code(secret, time)):
            with pytest.raises(Locked):
                await once(said)

        async with sessions() as session:
            away = AuditEntry.action == AuditAction.turned_away
            noted = list(await session.scalars(select(AuditEntry.after).where(away)))
        assert noted == [{"because": "code"}] * 5

    async def test_is_asked_for_at_the_door_and_gives_another_session(
        self, session, officer, secret, time
    ):
        before = await officer_sessions.begin(session, officer)
        standing = await officer_sessions.standing(session, before, is_demo=True)
        assert standing.pending is Pending.code

        whose = Browser(cookie=before)
        entered = await prove(session, officer, whose, code=code(secret, time))

        assert entered.token != before
        assert await officer_sessions.standing(session, before, is_demo=True) is None
        now = await officer_sessions.standing(session, entered.token, is_demo=True)
        assert now.pending is None


class TestRemove:
    async def test_takes_it_off(self, session, officer, secret, time):
        right = code(secret, time)
        await factors.remove(session, officer, right, by=SYSTEM, is_demo=False)

        assert await factors.of(session, officer) is None

    async def test_is_not_for_who_must_have_one(self, session, officer, secret, time):
        officer.role = "supervisor"

        with pytest.raises(Conflict):
            await factors.remove(
                session, officer, code(secret, time), by=SYSTEM, is_demo=False
            )


class TestReset:
    async def test_needs_no_code_and_may_be_repeated(self, session, officer, secret):
        for _ in range(2):
            await factors.reset(session, officer, by=SYSTEM)

        assert await factors.of(session, officer) is None
        reset = AuditEntry.action == AuditAction.factor_reset
        assert len(list(await session.scalars(select(AuditEntry).where(reset)))) == 1
