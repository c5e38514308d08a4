import asyncio
import itertools

import pytest
from sqlalchemy import func, select

from helpdesk.audit import SYSTEM
from helpdesk.database import unit_of_work
from helpdesk.errors import Conflict, KeyReused, WrongPassword
from helpdesk.idempotency import Answer, Request, idempotency
from helpdesk.models import IdempotentRequest, OfficerRole
from helpdesk.tokens import tokens


@pytest.fixture
async def token(sessions):
    async with unit_of_work(sessions) as session:
        issued = await tokens.add(
            session, name="业务系统", role=OfficerRole.seat, by=SYSTEM
        )
        return issued.record.id


class Work:
    """Counts how often it is done."""

    def __init__(self, error=None):
        self.times, self.error = itertools.count(1), error
        self.done = 0

    async def __call__(self):
        self.done = next(self.times)
        await asyncio.sleep(0)
        if self.error is not None:
            raise self.error
        return Answer(201, {"number": self.done}, {"Location": f"/{self.done}"})


async def ask(sessions, request, work):
    async with unit_of_work(sessions) as session:
        return await idempotency.once(session, request, work)


class TestOnce:
    async def test_answers_the_same_again(self, sessions, token):
        request, work = Request(token, "k1", "POST /tickets {}"), Work()

        first = await ask(sessions, request, work)
        again = await ask(sessions, request, work)

        assert first == (Answer(201, {"number": 1}, {"Location": "/1"}), False)
        assert again == (first[0], True)
        assert work.done == 1

    async def test_refuses_another_request_with_the_key(self, sessions, token):
        work = Work()
        await ask(sessions, Request(token, "k1", "POST /tickets {}"), work)

        with pytest.raises(KeyReused):
            await ask(sessions, Request(token, "k1", "POST /tickets {a}"), work)
        assert work.done == 1

    async def test_keeps_tokens_apart(self, sessions, token):
        async with unit_of_work(sessions) as session:
            other = await tokens.add(
                session, name="另一个", role=OfficerRole.seat, by=SYSTEM
            )
        work = Work()

        for one in (token, other.record.id):
            await ask(sessions, Request(one, "k1", "POST /tickets {}"), work)

        assert work.done == 2

    async def test_lets_what_failed_be_sent_again(self, sessions, token):
        request = Request(token, "k1", "POST /tickets {}")

        with pytest.raises(Conflict):
            await ask(sessions, request, Work(Conflict("not now")))
        _, was_known = await ask(sessions, request, Work())

        assert not was_known

    async def test_lets_what_was_refused_be_sent_again(self, sessions, token):
        """A refusal commits, and with it a key without an answer."""
        request = Request(token, "k1", "POST /tickets {}")

        with pytest.raises(WrongPassword):
            await ask(sessions, request, Work(WrongPassword("no")))
        answer, was_known = await ask(sessions, request, Work())

        assert (answer.status, was_known) == (201, False)

    async def test_answers_many_at_once_once(self, sessions, token):
        request, work = Request(token, "k1", "POST /tickets {}"), Work()

        answers = await asyncio.gather(
            *(ask(sessions, request, work) for _ in range(10))
        )

        assert work.done == 1
        assert {answer.body["number"] for answer, _ in answers} == {1}
        assert sorted(was_known for _, was_known in answers) == [False] + [True] * 9

    async def test_keeps_no_key_in_the_clear(self, sessions, token):
        await ask(sessions, Request(token, "赵启明", "POST /tickets {}"), Work())

        async with sessions() as session:
            [row] = await session.scalars(select(IdempotentRequest))
            assert isinstance(row.key_lookup, bytes)
            assert await session.scalar(select(func.count(row.__class__.id))) == 1
