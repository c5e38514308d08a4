import asyncio

import pytest

from helpdesk.database import unit_of_work
from helpdesk.models import DeliveryState, HookState, Officer, Ticket, Webhook
from helpdesk.tickets import tickets
from helpdesk.webhooks import Fence, deliver, webhooks
from helpdesk.webhooks.signing import HEADER, signature
from tests.helpdesk.webhooks.conftest import (
    ELSEWHERE,
    HERE,
    NOBODY,
    add,
    by,
    happens,
    put_down,
    resolved,
)


@pytest.fixture
async def made(sessions, session, officer, ticket):
    """A webhook on record, and a ticket to which things happen."""
    made = await add(session, officer)
    await session.commit()
    return made


async def look(sessions, kind, key):
    async with sessions() as session:
        return await session.get_one(kind, key)


async def all_put_down(sessions):
    async with sessions() as session:
        return await put_down(session)


async def more_happens(sessions, ticket, times=1):
    async with unit_of_work(sessions) as session:
        ticket = await session.get_one(Ticket, ticket.id)
        for _ in range(times):
            await happens(session, ticket)


class TestDeliver:
    async def test_tells_in_the_order_in_which_it_happened(
        self, sessions, made, ticket, receiver
    ):
        await more_happens(sessions, ticket, 2)
        async with unit_of_work(sessions) as session:
            await resolved(session, await session.get_one(Ticket, ticket.id))

        assert await deliver(sessions, receiver, HERE) == 3

        told = [call.headers["Gonghui-Event"] for call in receiver.calls]
        assert told == ["ticket.changed", "ticket.changed", "ticket.resolved"]
        assert {one.state for one in await all_put_down(sessions)} == {
            DeliveryState.sent
        }
        assert await deliver(sessions, receiver, HERE) == 0

    async def test_signs_with_its_moment(self, sessions, made, ticket, receiver, time):
        await more_happens(sessions, ticket)

        await deliver(sessions, receiver, HERE)

        [call] = receiver.calls
        expected = signature(call.body, [made.secret], at=time.at)
        assert call.headers[HEADER] == expected

    async def test_signs_with_both_keys_while_they_are_changed(
        self, sessions, made, ticket, receiver, time, officer
    ):
        async with unit_of_work(sessions) as session:
            webhook = await session.get_one(Webhook, made.webhook.id)
            new = await webhooks.rotate(session, webhook, by=by(officer))
        await more_happens(sessions, ticket)
        begun = time.at
        await deliver(sessions, receiver, HERE)
        time.forward(hours=25)
        await more_happens(sessions, ticket)
        await deliver(sessions, receiver, HERE)

        first, later = receiver.calls
        both = signature(first.body, [new.secret, made.secret], at=begun)
        assert first.headers[HEADER] == both
        assert later.headers[HEADER].count("v1=") == 1

    @pytest.mark.parametrize("answer", [500, 404, 301, 302, 199, NOBODY])
    async def test_tries_again_what_was_not_taken(
        self, sessions, made, ticket, receiver, time, answer
    ):
        receiver.answers = [answer]
        await more_happens(sessions, ticket)

        assert await deliver(sessions, receiver, HERE) == 0
        [waiting] = await all_put_down(sessions)
        assert waiting.state is DeliveryState.waiting
        assert waiting.error
        time.forward(minutes=1)
        assert await deliver(sessions, receiver, HERE) == 1

        first, again = receiver.calls
        assert first.headers["Gonghui-Delivery"] == again.headers["Gonghui-Delivery"]
        assert first.body == again.body

    async def test_keeps_the_order_of_a_ticket_and_lets_others_pass(
        self, sessions, made, ticket, receiver, time
    ):
        receiver.answers = [500]
        await more_happens(sessions, ticket, 2)
        async with unit_of_work(sessions) as session:
            other = await tickets.open(session, category="other", subject="问一下")
            await happens(session, other)

        await deliver(sessions, receiver, HERE)
        await deliver(sessions, receiver, HERE)
        time.forward(minutes=1)
        await deliver(sessions, receiver, HERE)

        numbers = [(ticket.number in call.body.decode()) for call in receiver.calls]
        assert numbers[:1] == [True]
        assert numbers[-2:] == [True, True]
        assert False in numbers[1:-2], "the other ticket did not wait"
        first, *_ = await all_put_down(sessions)
        assert first.key in receiver.calls[-2].body.decode()

    async def test_waits_longer_each_time(self, sessions, made, ticket, receiver, time):
        receiver.always = {ELSEWHERE: 503}
        await more_happens(sessions, ticket)

        pauses = []
        for _ in range(4):
            await deliver(sessions, receiver, HERE)
            [waiting] = await all_put_down(sessions)
            pauses.append((waiting.due_at - time.at).total_seconds())
            time.forward(seconds=pauses[-1] + 1)

        for nominal, pause in zip((10, 20, 40, 80), pauses, strict=True):
            assert 0.8 * nominal <= pause <= 1.2 * nominal

    async def test_gives_up_after_a_day(self, sessions, made, ticket, receiver, time):
        receiver.always = {ELSEWHERE: 503}
        await more_happens(sessions, ticket)
        await deliver(sessions, receiver, HERE)
        time.forward(hours=25)

        await deliver(sessions, receiver, HERE)

        [dead] = await all_put_down(sessions)
        assert dead.state is DeliveryState.failed
        assert dead.error == "HTTP 503"
        assert len(receiver.calls) == 1

    async def test_leaves_alone_who_fails_again_and_again(
        self, sessions, made, ticket, receiver, time
    ):
        receiver.always = {ELSEWHERE: 503}
        await more_happens(sessions, ticket)
        for _ in range(5):
            time.forward(hours=1)
            await deliver(sessions, receiver, HERE)

        webhook = await look(sessions, Webhook, made.webhook.id)
        assert webhook.failures == 5
        assert (webhook.rests_until - time.at).total_seconds() == 60
        await more_happens(sessions, ticket)
        time.forward(seconds=30)
        await deliver(sessions, receiver, HERE)
        assert len(receiver.calls) == 5

    async def test_is_no_failure_any_more_once_it_is_taken(
        self, sessions, made, ticket, receiver, time
    ):
        receiver.answers = [500, 500]
        await more_happens(sessions, ticket)
        for _ in range(3):
            await deliver(sessions, receiver, HERE)
            time.forward(minutes=10)

        assert (await look(sessions, Webhook, made.webhook.id)).failures == 0

    async def test_pauses_who_is_gone(self, sessions, made, ticket, receiver):
        receiver.always = {ELSEWHERE: 410}
        await more_happens(sessions, ticket)

        await deliver(sessions, receiver, HERE)

        webhook = await look(sessions, Webhook, made.webhook.id)
        assert webhook.state is HookState.paused

    async def test_pauses_after_a_day_of_failures(
        self, sessions, made, ticket, receiver, time
    ):
        async with unit_of_work(sessions) as session:
            webhook = await session.get_one(Webhook, made.webhook.id)
            webhook.failures = 99
        receiver.always = {ELSEWHERE: 503}
        await more_happens(sessions, ticket)

        await deliver(sessions, receiver, HERE)
        time.forward(hours=2)
        await deliver(sessions, receiver, HERE)

        assert len(receiver.calls) == 1
        assert (await look(sessions, Webhook, made.webhook.id)).state is (
            HookState.paused
        )

    async def test_calls_nobody_whose_account_is_closed(
        self, sessions, made, ticket, receiver, officer
    ):
        await more_happens(sessions, ticket)
        async with unit_of_work(sessions) as session:
            (await session.get_one(Officer, officer.id)).active = False

        assert await deliver(sessions, receiver, HERE) == 0
        assert receiver.calls == []

    async def test_calls_no_address_inside_the_house(
        self, sessions, made, ticket, receiver
    ):
        """The name led elsewhere when the webhook was set up."""
        await more_happens(sessions, ticket)

        await deliver(sessions, receiver, Fence(plain=True))

        assert receiver.calls == []
        [waiting] = await all_put_down(sessions)
        assert waiting.error == "address not allowed"

    async def test_one_that_hangs_keeps_only_itself_waiting(
        self, sessions, made, ticket, officer, session
    ):
        await add(session, officer, url="http://127.0.0.1:9/hangs")
        await session.commit()
        let_go, told = asyncio.Event(), asyncio.Event()

        async def receive(call):
            if call.url.endswith("hangs"):
                await let_go.wait()
            else:
                told.set()
            return 200

        await more_happens(sessions, ticket)
        running = asyncio.create_task(deliver(sessions, receive, HERE))
        await asyncio.wait_for(told.wait(), 10)
        told.clear()
        await more_happens(sessions, ticket)
        await asyncio.wait_for(told.wait(), 10)
        let_go.set()

        assert await asyncio.wait_for(running, 10) == 4

    async def test_two_workers_tell_each_thing_once(
        self, sessions, made, ticket, receiver
    ):
        await more_happens(sessions, ticket, 20)

        await asyncio.gather(*(deliver(sessions, receiver, HERE) for _ in range(2)))

        told = [call.headers["Gonghui-Delivery"] for call in receiver.calls]
        assert sorted(told) == sorted(set(told))
        assert told == [one.key for one in await all_put_down(sessions)]

    async def test_starts_nothing_once_it_is_to_stop(
        self, sessions, made, ticket, receiver
    ):
        await more_happens(sessions, ticket)
        stop = asyncio.Event()
        stop.set()

        assert await deliver(sessions, receiver, HERE, stop=stop) == 0
        assert receiver.calls == []
