"""Wrong tries are counted against channel identity, person, phone and address."""

import pytest
from sqlalchemy import select

from helpdesk.attempts import limits
from helpdesk.attempts.limits import FILE
from helpdesk.errors import ConfigurationError, IdentityMismatch, Locked, WrongCode
from helpdesk.identity import identity
from helpdesk.models import Attempt, AttemptScope
from helpdesk.seed import DEMO_MEMBER
from helpdesk.seed.people import people
from tests.helpdesk.conftest import SEEDED
from tests.helpdesk.identity.steps import (
    PHONE,
    TAIL,
    WRONG_TAIL,
    newcomer,
    prove,
    request,
    sent_code,
    wrong_code,
)

ADDRESS = "203.0.113.7"  # kept for examples by RFC 5737


async def writer(session, address=ADDRESS):
    talk = await newcomer(session)
    await identity.note_address(session, talk, address)
    return talk


async def guess(session, phone, address=ADDRESS):
    """One wrong try of a fresh page, so that only phone and address add up."""
    talk = await writer(session, address)
    with pytest.raises((IdentityMismatch, Locked)) as refused:
        await request(session, talk, phone, WRONG_TAIL)
    return refused.value


class TestFile:
    def test_names_every_scope(self):
        assert set(limits()) == set(AttemptScope)

    def test_lets_a_shared_address_try_more_often_than_one_person(self):
        assert limits()[AttemptScope.address].allowed > (
            limits()[AttemptScope.person].allowed
        )

    @pytest.mark.parametrize(
        ("old", "new"),
        [
            ("  phone:", "  fax:"),
            ("allowed: 20", "allowed: 0"),
            ("allowed: 20", "allowed: many"),
            ("locked_minutes: 30, ", ""),
        ],
    )
    def test_is_refused_when_it_makes_no_sense(self, tmp_path, old, new):
        file = tmp_path / "limits.yml"
        file.write_text(FILE.read_text("utf-8").replace(old, new, 1), "utf-8")

        with pytest.raises(ConfigurationError, match=r"limits\.yml"):
            limits(file)


@pytest.mark.usefixtures("time")
class TestAddress:
    async def test_is_locked_after_twenty_wrong_tries_at_many_phones(
        self, session, time
    ):
        phones = [p.phone for p in people(SEEDED + 40)][SEEDED : SEEDED + 20]
        told = [await guess(session, phone) for phone in phones]

        assert all(isinstance(error, IdentityMismatch) for error in told[:-1])
        assert isinstance(told[-1], Locked)
        with pytest.raises(Locked) as locked:
            await request(session, await writer(session))
        assert (locked.value.until - time.at).total_seconds() == 30 * 60

    async def test_does_not_lock_other_addresses(self, session):
        phones = [p.phone for p in people(SEEDED + 40)][SEEDED : SEEDED + 20]
        for phone in phones:
            await guess(session, phone)

        await request(session, await writer(session, "198.51.100.9"))
        await request(session, await newcomer(session))

    async def test_is_not_cleared_by_a_success(self, session):
        phones = [p.phone for p in people(SEEDED + 40)][SEEDED : SEEDED + 19]
        for phone in phones:
            await guess(session, phone)
        await prove(session, await writer(session))

        assert isinstance(await guess(session, "13800137999"), Locked)

    async def test_is_on_record_as_a_digest_and_a_sealed_text_only(
        self, session, engine
    ):
        talk = await writer(session)
        with pytest.raises(IdentityMismatch):
            await request(session, talk, PHONE, WRONG_TAIL)

        counted = (await session.scalars(select(Attempt))).all()
        raw = await session.connection()
        sealed = await raw.exec_driver_sql("SELECT address FROM conversations")

        assert {counter.scope for counter in counted} == {
            AttemptScope.identity,
            AttemptScope.person,
            AttemptScope.phone,
            AttemptScope.address,
        }
        assert all(ADDRESS.encode() not in row[0] for row in sealed if row[0])


@pytest.mark.usefixtures("time")
class TestPerson:
    async def test_is_locked_whichever_page_the_codes_are_tried_on(self, session):
        """Four wrong codes here, one there: it is the same person's account."""
        first, second = await newcomer(session), await newcomer(session)
        await request(session, first)
        for _ in range(4):
            with pytest.raises(WrongCode):
                await identity.confirm_code(
                    session, first, code=await wrong_code(session)
                )
        await request(session, second)

        with pytest.raises(Locked):
            await identity.confirm_code(session, second, code=await wrong_code(session))
        with pytest.raises(Locked):
            await request(session, await newcomer(session))

    async def test_stays_locked_when_the_phone_number_is_changed_meanwhile(
        self, session, member
    ):
        for _ in range(5):
            with pytest.raises((IdentityMismatch, Locked)):
                await request(session, await newcomer(session), PHONE, WRONG_TAIL)
        member.phone = "13800137998"
        await session.flush()

        with pytest.raises(Locked):
            await request(session, await newcomer(session), "13800137998", TAIL)

    async def test_is_free_again_after_a_right_code(self, session, conversation):
        await request(session, conversation)
        with pytest.raises(WrongCode):
            await identity.confirm_code(
                session, conversation, code=await wrong_code(session)
            )
        code = await sent_code(session)

        await identity.confirm_code(session, conversation, code=code)

        assert (await session.scalars(select(Attempt))).all() == []
        assert DEMO_MEMBER.phone == PHONE
