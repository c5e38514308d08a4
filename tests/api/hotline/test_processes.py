"""Two processes with one call, on SQLite and PostgreSQL: once, and in order."""

import asyncio

import pytest
from sqlalchemy import select

from helpdesk import clock
from helpdesk.calls import calls
from helpdesk.database import create_engine, create_sessions
from helpdesk.models import Call, CallTurn, Message, Ticket
from tests.api.conftest import says
from tests.api.hotline.conftest import CALLER, TOKEN, asks


@pytest.fixture
def settings(make_settings_of_either):
    return make_settings_of_either(hotline_token=TOKEN)


@pytest.fixture
async def pair(settings, serve, connect):
    """Two processes; each takes an event of the same call."""

    def sender(client):
        async def send(seq, event="speech", **fields):
            body = {"call_id": "c1", "caller": CALLER, "seq": seq, "event": event}
            headers = {"Authorization": f"Bearer {TOKEN}"}
            response = await client.post(
                "/hotline/turns", json={**body, **fields}, headers=headers
            )
            return response.json()

        return send

    async with (
        serve(settings) as one,
        serve(settings) as other,
        connect(one) as first,
        connect(other) as second,
    ):
        yield sender(first), sender(second)


@pytest.fixture
async def rows(settings):
    engine = create_engine(settings)

    async def rows(model):
        async with create_sessions(engine)() as session:
            return list(await session.scalars(select(model).order_by(model.id)))

    yield rows
    await engine.dispose()


def slowly(seconds):
    """Answer after a while, with what was asked."""

    async def answer(question):
        await asyncio.sleep(seconds)
        return says(f"您说的是{question['text']}。")

    return answer


async def is_asked(bot):
    """Wait until the bot is being asked."""
    async with asyncio.timeout(10):
        while not bot.asked:
            await asyncio.sleep(0.01)


class TestOnce:
    async def test_an_event_at_both_is_one(self, pair, bot, rows):
        bot.answer = slowly(0.3)

        got = await asyncio.gather(*(send(0, text="你好") for send in pair * 2))

        assert len({one["say"] for one in got}) == 1
        assert len(bot.asked) == 1
        assert len(await rows(CallTurn)) == 1

    async def test_a_hang_up_at_both_opens_one_ticket(self, pair, bot, rows):
        bot.will(asks("请说单位的名字。", "employer"))
        await pair[0](0, text="老板不发工资")

        await asyncio.gather(*(send(1, "hangup") for send in pair))

        assert len(await rows(Ticket)) == 1

    async def test_two_calls_that_begin_at_once_are_two(self, pair, rows):
        await asyncio.gather(
            *(send(0, "start", call_id=f"c{n}") for n, send in enumerate(pair))
        )

        assert len({call.conversation_id for call in await rows(Call)}) == 2


class TestInOrder:
    async def test_a_later_event_waits_for_the_one_before(self, pair, bot, rows):
        await pair[0](0, "start")
        bot.answer = slowly(0.5)

        first = asyncio.create_task(pair[0](1, text="第一句"))
        await is_asked(bot)
        second = await pair[1](2, text="第二句")

        assert bot.texts == ["第一句", "第二句"]
        assert "第一句" in (await first)["say"]
        assert "第二句" in second["say"]
        (call,) = await rows(Call)
        assert call.talk["seq"] == 2
        assert "第二句" in call.talk["said"]

    @pytest.fixture
    def ask_when_looked_for(self, bot, monkeypatch):
        """Have the bot ask as soon as a later event looks whether it has."""

        def run(meanwhile):
            is_looked_for, look = asyncio.Event(), calls.is_next

            async def looked(*args, **more):
                is_looked_for.set()
                await meanwhile()
                return await look(*args, **more)

            async def answer(_):
                await is_looked_for.wait()
                return asks("对吗？", "confirmed")

            bot.answer = answer
            monkeypatch.setattr(calls, "is_next", looked)

        return run

    async def test_a_key_after_a_question_answers_it(
        self, pair, bot, ask_when_looked_for
    ):
        await pair[0](0, "start")
        ask_when_looked_for(lambda: asyncio.sleep(0))
        asked = asyncio.create_task(pair[0](1, text="老板不发工资"))
        await is_asked(bot)
        await pair[1](2, "dtmf", digits="1")
        await asked

        assert bot.texts[-1] == "是的"

    @pytest.mark.parametrize("make_settings_of_either", ["postgresql"], indirect=True)
    async def test_a_question_that_ends_while_a_key_is_put_on_record_is_seen(
        self, pair, bot, ask_when_looked_for
    ):
        await pair[0](0, "start")
        ask_when_looked_for(lambda: asked)
        asked = asyncio.create_task(pair[0](1, text="老板不发工资"))
        await is_asked(bot)
        await pair[1](2, "dtmf", digits="1")

        assert bot.texts[-1] == "是的"

    async def test_nobody_waits_for_what_broke_down(self, pair, bot, monkeypatch):
        await pair[0](0, "start")
        monkeypatch.setattr(calls, "settle", None)
        assert "say" not in await pair[0](1, text="第一句")
        monkeypatch.undo()
        later = clock.now()
        monkeypatch.setattr(clock, "now", lambda: later.replace(year=later.year + 1))

        answer = await asyncio.wait_for(pair[1](2, text="第二句"), 2)

        assert "第二句" in answer["say"]


class TestAfterACrash:
    async def test_a_repeated_event_runs_no_dialogue_and_knows_what_was_asked(
        self, pair, bot, rows, monkeypatch
    ):
        bot.will(asks("请说十二位的工单号。", "ticket_number", intent="check_ticket"))
        monkeypatch.setattr(calls, "settle", None)
        broken = await pair[0](0, text="查工单")
        assert "say" not in broken  # the bot has answered, the call has not
        monkeypatch.undo()
        assert [turn.answer for turn in await rows(CallTurn)] == [None]
        now = clock.now()
        monkeypatch.setattr(clock, "now", lambda: now.replace(year=now.year + 1))

        answer = await pair[1](0, text="查工单")

        assert len(bot.asked) == 1
        assert len(await rows(Message)) == 1
        assert answer["prompt_id"] == "bot.ask_ticket_number"
        assert answer["expect"]["dtmf"]["max"] == 12
