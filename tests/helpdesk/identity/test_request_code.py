import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from helpdesk.database import unit_of_work
from helpdesk.errors import (
    IdentityMismatch,
    InvalidInput,
    Locked,
)
from helpdesk.identity import identity
from helpdesk.models import OutboxItem
from helpdesk.seed import DEMO_GIG_WORKER, DEMO_MEMBER
from tests.helpdesk.conftest import UNKNOWN_PHONES
from tests.helpdesk.identity.steps import (
    PHONE,
    TAIL,
    WRONG_TAIL,
    lock,
    newcomer,
    request,
    sent_code,
)


@pytest.mark.usefixtures("time")
class TestRequestCode:
    async def test_sends_six_digits_to_the_phone(self, session, conversation, time):
        sent = await request(session, conversation)

        assert sent.masked_phone == "138****8000"
        assert sent.expires_at == time.at + timedelta(minutes=5)
        assert re.fullmatch(r"\d{6}", await sent_code(session))

    async def test_raises_the_level_to_one(self, session, conversation):
        await request(session, conversation)

        assert await identity.level(session, conversation) == 1
        assert await identity.member_of(session, conversation) is None

    @pytest.mark.parametrize("tail", [TAIL, DEMO_MEMBER.id_number[-6:]])
    @pytest.mark.parametrize("phone", [PHONE, "+86 138-0013-8000"])
    async def test_reads_what_people_type(self, session, conversation, phone, tail):
        await request(session, conversation, phone, tail)

        assert await identity.level(session, conversation) == 1

    @pytest.mark.parametrize(
        ("phone", "tail"),
        [
            (PHONE, WRONG_TAIL),
            (UNKNOWN_PHONES[0], TAIL),
            (PHONE, DEMO_GIG_WORKER.id_number[-6:]),
        ],
    )
    async def test_refuses_what_does_not_belong_together(
        self, session, conversation, phone, tail
    ):
        with pytest.raises(IdentityMismatch) as refused:
            await request(session, conversation, phone, tail)

        assert refused.value.left == 4
        assert await identity.level(session, conversation) == 0
        assert (await session.scalars(select(OutboxItem))).all() == []

    @pytest.mark.parametrize(
        ("phone", "tail"), [("12351", TAIL), (PHONE, "4"), ("", ""), (PHONE, "%%%%")]
    )
    async def test_does_not_count_what_can_not_be_right(
        self, session, conversation, phone, tail
    ):
        for _ in range(6):
            with pytest.raises(InvalidInput):
                await request(session, conversation, phone, tail)

    async def test_locks_after_five_wrong_tries_and_says_until_when(
        self, session, conversation, time
    ):
        lefts = []
        for _ in range(4):
            with pytest.raises(IdentityMismatch) as refused:
                await request(session, conversation, tail=WRONG_TAIL)
            lefts.append(refused.value.left)
        with pytest.raises(Locked) as locked:
            await request(session, conversation, tail=WRONG_TAIL)

        assert lefts == [4, 3, 2, 1]
        assert locked.value.until == time.at + timedelta(minutes=30)

    async def test_is_locked_for_the_right_answer_too_and_opens_again(
        self, session, conversation, time
    ):
        await lock(session, conversation)
        time.forward(minutes=29, seconds=59)
        with pytest.raises(Locked):
            await request(session, conversation)

        time.forward(seconds=1)
        await request(session, conversation)

        assert await identity.level(session, conversation) == 1

    async def test_locks_the_phone_for_everybody(self, session, conversation):
        await lock(session, conversation)

        with pytest.raises(Locked):
            await request(session, await newcomer(session))

    async def test_locks_the_identity_for_every_phone(self, session, conversation):
        for phone in UNKNOWN_PHONES[:4]:
            with pytest.raises(IdentityMismatch):
                await request(session, conversation, phone=phone)
        with pytest.raises(Locked):
            await request(session, conversation, phone=UNKNOWN_PHONES[4])

        with pytest.raises(Locked):
            await request(session, conversation)
        await request(session, await newcomer(session))

    async def test_counts_a_wrong_try_although_the_error_goes_on(self, sessions, time):
        async with unit_of_work(sessions) as session:
            talk = await newcomer(session)

        for left in (4, 3):
            with pytest.raises(IdentityMismatch) as refused:
                async with unit_of_work(sessions) as session:
                    await request(session, talk, tail=WRONG_TAIL)
            assert refused.value.left == left

    async def test_forgets_wrong_tries_after_half_an_hour(
        self, session, conversation, time
    ):
        for _ in range(4):
            with pytest.raises(IdentityMismatch):
                await request(session, conversation, tail=WRONG_TAIL)
        time.forward(minutes=30, seconds=1)

        with pytest.raises(IdentityMismatch) as refused:
            await request(session, conversation, tail=WRONG_TAIL)

        assert refused.value.left == 4

    async def test_does_not_flood_a_phone(self, session, time):
        first = time.at
        for _ in range(5):
            await request(session, await newcomer(session))
            time.forward(minutes=1)

        with pytest.raises(Locked) as locked:
            await request(session, await newcomer(session))

        assert locked.value.until == first + timedelta(minutes=30)
