import asyncio

import pytest
from sqlalchemy import text

from helpdesk.conversations import conversations
from helpdesk.database import unit_of_work
from helpdesk.deliveries import deliveries
from helpdesk.models import ChannelKind

OPENID = "oDEMO_deliveries"
SECRET = "您的工单号是 12351"


@pytest.fixture
async def identity_id(sessions):
    async with unit_of_work(sessions) as session:
        conversation = await conversations.resume(
            session, channel=ChannelKind.wechat, source_id=OPENID
        )
        return conversation.identity_id


@pytest.fixture
def claim(sessions, identity_id):
    async def claim(key="23012341"):
        async with unit_of_work(sessions) as session:
            return await deliveries.claim(session, key, identity_id)

    return claim


@pytest.fixture
def decide(sessions):
    async def decide(delivery, reply):
        async with unit_of_work(sessions) as session:
            delivery = await deliveries.hold(session, delivery)
            return await deliveries.decide(session, delivery, reply)

    return decide


class TestClaim:
    async def test_is_new_once(self, claim):
        first, again = await claim(), await claim()

        assert first.is_new
        assert not again.is_new
        assert again.delivery.id == first.delivery.id
        assert again.delivery.reply is None

    async def test_tells_keys_apart(self, claim):
        first, second = await claim("23012341"), await claim("23012342")

        assert second.is_new
        assert second.delivery.id != first.delivery.id

    async def test_is_new_for_one_of_many_at_once(self, claim):
        claims = await asyncio.gather(*(claim() for _ in range(8)))

        assert sum(one.is_new for one in claims) == 1
        assert len({one.delivery.id for one in claims}) == 1

    async def test_keeps_no_key_in_the_clear(self, claim, session):
        await claim("oDEMO_deliveries.1700000000.CLICK.rate")

        [row] = await session.execute(text("SELECT key_lookup FROM wechat_deliveries"))
        assert b"CLICK" not in bytes(row.key_lookup)


class TestDecide:
    async def test_keeps_the_first_reply(self, claim, decide):
        delivery = (await claim()).delivery

        assert await decide(delivery, "first") == "first"
        assert await decide(delivery, "second") == "first"
        assert (await claim()).delivery.reply == "first"

    async def test_gives_everybody_the_same_when_many_decide_at_once(
        self, claim, decide
    ):
        claims = [await claim() for _ in range(8)]

        kept = await asyncio.gather(
            *(decide(one.delivery, str(n)) for n, one in enumerate(claims))
        )

        assert len(set(kept)) == 1

    async def test_says_when_it_was_decided(self, claim, decide, time):
        delivery = (await claim()).delivery
        assert delivery.decided_at is None
        time.forward(seconds=3)

        await decide(delivery, "success")

        assert (await claim()).delivery.decided_at == time.at

    async def test_seals_the_reply(self, claim, decide, session):
        await decide((await claim()).delivery, SECRET)

        [row] = await session.execute(text("SELECT reply FROM wechat_deliveries"))
        assert SECRET.encode() not in bytes(row.reply)


class TestIsNext:
    @pytest.fixture
    def is_next(self, sessions):
        async def is_next(delivery):
            async with unit_of_work(sessions) as session:
                return await deliveries.is_next(session, delivery)

        return is_next

    async def test_waits_for_what_came_before(self, claim, decide, is_next):
        first = (await claim("1")).delivery
        second = (await claim("2")).delivery
        assert await is_next(first)
        assert not await is_next(second)

        await decide(first, "success")

        assert await is_next(second)

    async def test_does_not_wait_for_somebody_else(
        self, claim, is_next, sessions, identity_id
    ):
        await claim("1")
        async with unit_of_work(sessions) as session:
            other = await conversations.resume(
                session, channel=ChannelKind.wechat, source_id="oDEMO_other"
            )
            second = await deliveries.claim(session, "2", other.identity_id)

        assert await is_next(second.delivery)

    async def test_gives_up_what_nobody_will_decide(self, claim, is_next, time):
        await claim("1")
        time.forward(seconds=21)

        assert await is_next((await claim("2")).delivery)
