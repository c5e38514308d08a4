from datetime import timedelta

import pytest

from helpdesk.calls import calls
from helpdesk.calls.service import RESUMED_WITHIN
from helpdesk.models import ChannelKind

CALLER = "13800131234"


@pytest.fixture
def begin(session):
    async def begin(call_id, caller=CALLER):
        return await calls.begin(session, call_id, caller=caller)

    return begin


@pytest.fixture
async def call(begin):
    return await begin("c1")


class TestBegin:
    async def test_records_a_call_once(self, begin, call):
        assert (await begin("c1")).id == call.id

    async def test_is_a_conversation_on_the_hotline(self, session, call):
        conversation = await calls.conversation(session, call)

        assert conversation.channel is ChannelKind.hotline

    async def test_two_calls_from_one_number_are_two_conversations(self, begin, call):
        other = await begin("c2")

        assert other.identity_id == call.identity_id
        assert other.conversation_id != call.conversation_id

    async def test_a_caller_who_broke_off_comes_back(self, session, begin, call):
        call.talk = {"said": "请说单位。"}
        await calls.end(session, call, unfinished=True)

        again = await begin("c2")

        assert again.conversation_id == call.conversation_id
        assert again.talk == {"before": {"said": "请说单位。"}}

    async def test_only_one_call_goes_on(self, session, begin, call):
        await calls.end(session, call, unfinished=True)
        await begin("c2")

        third = await begin("c3")

        assert third.conversation_id != call.conversation_id

    async def test_not_after_a_while(self, session, begin, call, time):
        await calls.end(session, call, unfinished=True)
        time.forward(seconds=RESUMED_WITHIN.total_seconds() + 1)

        assert (await begin("c2")).conversation_id != call.conversation_id

    async def test_not_when_everything_was_done(self, session, begin, call):
        await calls.end(session, call, unfinished=False)

        assert (await begin("c2")).conversation_id != call.conversation_id

    async def test_who_comes_back_proves_anew(self, session, begin, call):
        conversation = await calls.conversation(session, call)
        conversation.level = 2
        await calls.end(session, call, unfinished=True)

        await begin("c2")

        assert conversation.level == 0

    async def test_a_hidden_number_never_comes_back(self, session, begin):
        hidden = await begin("h1", caller=None)
        await calls.end(session, hidden, unfinished=True)

        other = await begin("h2", caller=None)

        assert other.identity_id != hidden.identity_id

    async def test_an_id_that_looks_like_a_number_is_none(self, session, begin):
        hidden = await begin(CALLER, caller=None)
        shown = await begin("c9")

        assert await calls.caller(session, hidden) is None
        assert shown.identity_id != hidden.identity_id


class TestClaim:
    async def test_an_event_is_new_once(self, session, call):
        first = await calls.claim(session, call, 1)
        again = await calls.claim(session, call, 1)

        assert (first.is_new, again.is_new) == (True, False)
        assert again.turn.id == first.turn.id

    async def test_events_of_two_calls_are_told_apart(self, session, call, begin):
        await calls.claim(session, call, 1)

        assert (await calls.claim(session, await begin("c2"), 1)).is_new


class TestSettle:
    async def test_the_first_answer_stays(self, session, call):
        turn = (await calls.claim(session, call, 1)).turn
        await calls.settle(session, turn, answer={"say": "一"}, talk={"seq": 1})

        kept = await calls.settle(session, turn, answer={"say": "二"}, talk={"seq": 9})

        assert kept == {"say": "一"}
        assert call.talk == {"seq": 1}


class TestEnd:
    async def test_is_over_once(self, session, call, time):
        await calls.end(session, call, unfinished=True)
        ended = call.ended_at
        time.at += timedelta(minutes=1)

        await calls.end(session, call, unfinished=False)

        assert (call.ended_at, call.unfinished) == (ended, True)
