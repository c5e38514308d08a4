"""Tickets that another system brings in, each once."""

import asyncio

import pytest
from sqlalchemy import func, select

from helpdesk.models import Ticket, TicketSource
from tests.api.rest.conftest import PHONE, WAGES, slug, ticket_of


async def count(sessions) -> int:
    async with sessions() as session:
        return await session.scalar(select(func.count(Ticket.id)))


class TestOpen:
    async def test_opens_a_ticket_that_is_shown_there(self, supervisor, sessions):
        answer = await supervisor.post("/tickets", json=WAGES)

        assert answer.status_code == 201
        said = answer.json()
        place = answer.headers["location"].removeprefix("/api/v1")
        assert (await supervisor.get(place)).json() == said
        ticket = await ticket_of(sessions, said["number"])
        assert ticket.source is TicketSource.api
        assert ticket.contact_phone == PHONE
        assert said["contact_phone"] == "138****8017"

    async def test_lies_where_the_token_sees_it(self, program, unions):
        street = await program(organisation=unions["xixiang"])

        said = (await street.post("/tickets", json=WAGES)).json()

        assert said["organisation"]["id"] == unions["xixiang"]
        assert (await street.get(f"/tickets/{said['number']}")).status_code == 200

    @pytest.mark.parametrize(
        "change",
        [
            {"category": "/greet"},
            {"category": "报欠薪"},
            {"subject": ""},
            {"subject": "长" * 201},
            {"details": {"a": "长" * 2001}},
            {"details": {"A-b": "x"}},
            {"details": {f"k{'abcdefghij'[i % 10]}{'x' * i}": "v" for i in range(41)}},
            {"details": ["a"]},
            {"contact_phone": "call me"},
            {"priority": "at once"},
            {"member_id": 1},
            {"officer_id": 1},
        ],
        ids=str,
    )
    async def test_refuses_what_is_no_ticket(self, supervisor, sessions, change):
        answer = await supervisor.post("/tickets", json=WAGES | change)

        assert (answer.status_code, slug(answer)) == (422, "invalid")
        assert await count(sessions) == 0


class TestOnce:
    async def test_is_opened_once_however_often_it_is_sent(self, supervisor, sessions):
        key = {"Idempotency-Key": "k-1"}

        first = await supervisor.post("/tickets", json=WAGES, headers=key)
        again = await supervisor.post("/tickets", json=WAGES, headers=key)

        assert first.json() == again.json()
        assert first.headers["etag"] == again.headers["etag"]
        assert first.headers["location"] == again.headers["location"]
        assert "idempotency-replayed" not in first.headers
        assert again.headers["idempotency-replayed"] == "true"
        assert await count(sessions) == 1

    async def test_is_opened_once_by_many_at_once(self, supervisor, sessions):
        key = {"Idempotency-Key": "k-1"}

        answers = await asyncio.gather(
            *(supervisor.post("/tickets", json=WAGES, headers=key) for _ in range(12))
        )

        assert {one.status_code for one in answers} == {201}
        assert len({one.json()["number"] for one in answers}) == 1
        assert await count(sessions) == 1

    async def test_another_body_is_refused(self, supervisor, sessions):
        key = {"Idempotency-Key": "k-1"}
        await supervisor.post("/tickets", json=WAGES, headers=key)

        answer = await supervisor.post(
            "/tickets", json=WAGES | {"subject": "别的事"}, headers=key
        )

        assert (answer.status_code, slug(answer)) == (422, "key-reused")
        assert await count(sessions) == 1

    async def test_another_token_has_keys_of_its_own(
        self, supervisor, program, sessions
    ):
        key = {"Idempotency-Key": "k-1"}

        for client in (supervisor, await program()):
            await client.post("/tickets", json=WAGES, headers=key)

        assert await count(sessions) == 2

    @pytest.mark.parametrize("key", ["", " ", "k 1", "k" * 256])
    async def test_takes_no_key_that_is_none(self, supervisor, key):
        answer = await supervisor.post(
            "/tickets", json=WAGES, headers={"Idempotency-Key": key}
        )

        assert (answer.status_code, slug(answer)) == (422, "invalid")
