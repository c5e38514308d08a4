from datetime import timedelta

import pytest
from sqlalchemy import select

from helpdesk.errors import (
    CodeExpired,
    IdentityMismatch,
    Locked,
    WrongCode,
)
from helpdesk.identity import identity
from helpdesk.models import Identity, OneTimeCode
from tests.helpdesk.identity.steps import (
    WRONG_TAIL,
    newcomer,
    prove,
    request,
    sent_code,
    wrong_code,
)


@pytest.mark.usefixtures("time")
class TestConfirmCode:
    async def test_proves_the_member(self, session, conversation, member):
        verified = await prove(session, conversation)

        assert (verified.member_id, verified.level) == (member.id, 2)
        assert await identity.level(session, conversation) == 2
        assert await identity.member_of(session, conversation) is member

    async def test_binds_the_identity_to_the_member(
        self, session, conversation, member
    ):
        await prove(session, conversation)

        bound = await session.get(Identity, conversation.identity_id)
        await session.refresh(bound)
        assert bound.member_id == member.id

    async def test_reads_full_width_and_spaces(self, session, conversation):
        await request(session, conversation)
        code = await sent_code(session)
        wide = "".join(chr(ord(digit) + 0xFEE0) for digit in code)

        await identity.confirm_code(
            session, conversation, code=f"{wide[:3]} {wide[3:]}"
        )

        assert await identity.level(session, conversation) == 2

    async def test_a_code_is_good_once(self, session, conversation):
        await prove(session, conversation)

        with pytest.raises(CodeExpired):
            await identity.confirm_code(
                session, conversation, code=await sent_code(session)
            )

    async def test_a_code_is_good_for_five_minutes(self, session, conversation, time):
        await request(session, conversation)
        time.forward(minutes=5)

        with pytest.raises(CodeExpired):
            await identity.confirm_code(
                session, conversation, code=await sent_code(session)
            )

    async def test_a_new_code_replaces_the_old(self, session, conversation):
        await request(session, conversation)
        old = await sent_code(session)
        await request(session, conversation)
        if old == await sent_code(session):  # one in a million
            await request(session, conversation)

        with pytest.raises(WrongCode):
            await identity.confirm_code(session, conversation, code=old)

    async def test_a_code_is_good_in_its_own_conversation(self, session, conversation):
        await request(session, conversation)

        with pytest.raises(CodeExpired):
            await identity.confirm_code(
                session, await newcomer(session), code=await sent_code(session)
            )

    @pytest.mark.parametrize("code", ["", "12345", "1234567", "abcdef", "' OR '1'='1"])
    async def test_counts_nonsense_as_wrong(self, session, conversation, code):
        await request(session, conversation)

        with pytest.raises(WrongCode) as refused:
            await identity.confirm_code(session, conversation, code=code)

        assert refused.value.left == 4

    async def test_locks_after_five_wrong_codes(self, session, conversation, time):
        await request(session, conversation)
        wrong, right = await wrong_code(session), await sent_code(session)
        for _ in range(4):
            with pytest.raises(WrongCode):
                await identity.confirm_code(session, conversation, code=wrong)
        with pytest.raises(Locked) as locked:
            await identity.confirm_code(session, conversation, code=wrong)

        assert locked.value.until == time.at + timedelta(minutes=30)
        with pytest.raises(Locked):
            await identity.confirm_code(session, conversation, code=right)
        with pytest.raises(Locked):
            await request(session, await newcomer(session))

    async def test_asking_for_a_new_code_does_not_forgive_wrong_ones(
        self, session, conversation
    ):
        for left in (4, 3, 2, 1):
            await request(session, conversation)
            with pytest.raises(WrongCode) as refused:
                await identity.confirm_code(
                    session, conversation, code=await wrong_code(session)
                )
            assert refused.value.left == left

    async def test_the_right_code_forgives(self, session, conversation):
        await request(session, conversation)
        with pytest.raises(WrongCode):
            await identity.confirm_code(
                session, conversation, code=await wrong_code(session)
            )
        await identity.confirm_code(
            session, conversation, code=await sent_code(session)
        )

        with pytest.raises(IdentityMismatch) as refused:
            await request(session, conversation, tail=WRONG_TAIL)

        assert refused.value.left == 4

    async def test_keeps_no_code_in_the_clear(self, session, conversation):
        await request(session, conversation)
        kept = (await session.scalars(select(OneTimeCode))).one()
        session.expire(kept)
        await session.refresh(kept)

        assert isinstance(kept.code_lookup, bytes)
        assert (await sent_code(session)).encode() not in kept.code_lookup
