import asyncio
import re

import httpx
import pytest
from sqlalchemy.ext.asyncio import create_async_engine

from api.gateway.bots import Bots
from api.health import readiness


def metric(text: str, name: str) -> float:
    found = re.search(rf"^{re.escape(name)} (\S+)$", text, re.MULTILINE)
    return float(found[1]) if found else 0.0


class TestHealthz:
    async def test_is_alive_without_the_bot(self, client, bot):
        bot.will(httpx.ConnectError("refused"))

        response = await client.get("/healthz")

        assert response.json() == {"status": "alive"}


class TestReadyz:
    async def test_is_ready_when_a_message_was_answered(self, client, bot):
        response = await client.get("/readyz")

        assert response.status_code == 200
        assert bot.texts == [readiness.PROBE]

    async def test_asks_seldom(self, client, bot):
        await asyncio.gather(*(client.get("/readyz") for _ in range(30)))

        assert len(bot.asked) == 1

    async def test_no_workers_record_shows_the_probe(self, client, bot, records):
        await client.get("/readyz")

        with pytest.raises(Exception, match="no such conversation"):
            await records.conversation(bot.asked[0]["sender"])

    @pytest.mark.parametrize(
        "failure", [httpx.ConnectError("refused"), httpx.Response(500)]
    )
    async def test_is_not_ready_when_the_bot_fails(self, client, bot, words, failure):
        bot.will(failure)

        response = await client.get("/readyz")

        assert response.status_code == 503
        assert response.json() == {"detail": words.not_ready}

    async def test_is_ready_again_soon(self, client, bot, monkeypatch):
        bot.will(httpx.ConnectError("refused"))
        monkeypatch.setattr(readiness, "DOUBTED_SECONDS", 0)
        await client.get("/readyz")
        bot.answer = None

        assert (await client.get("/readyz")).status_code == 200

    async def test_is_not_ready_without_the_database(self, bot):
        engine = create_async_engine("postgresql+asyncpg://127.0.0.1:9/gonghui")
        client = Bots("http://bot", secret=None, transport=httpx.MockTransport(bot))

        assert not await readiness.Readiness(client, engine, budget=1).check()
        await client.close()

    async def test_a_thread_does_not_grow_for_ever(self, client, bot, monkeypatch):
        monkeypatch.setattr(readiness, "TRUSTED_SECONDS", 0)
        monkeypatch.setattr(readiness, "QUESTIONS_PER_THREAD", 3)
        for _ in range(9):
            await client.get("/readyz")

        senders = [question["sender"] for question in bot.asked]
        assert max(map(senders.count, senders)) == 3


class TestMetrics:
    async def test_counts_turns_by_outcome_and_times_their_stages(
        self, say, client, bot
    ):
        first = await say("你好", message_id="m1")
        await say("你好", message_id="m1", conversation=first["conversation"])
        bot.will(httpx.ConnectError("refused"))
        await say("你好")

        response = await client.get("/metrics")

        text = response.text
        assert response.headers["content-type"].startswith("text/plain")
        assert metric(text, 'gonghui_turns_total{outcome="answered"}') == 1
        assert metric(text, 'gonghui_turns_total{outcome="repeated"}') == 1
        assert metric(text, 'gonghui_turns_total{outcome="degraded"}') == 1
        assert metric(text, 'gonghui_degraded_total{reason="down"}') == 1
        for stage in ("record", "bot", "store", "total"):
            name = f'gonghui_turn_seconds_count{{stage="{stage}"}}'
            assert metric(text, name) >= 2, stage

    async def test_names_nobody(self, say, client):
        answer = await say("我叫王小明")

        text = (await client.get("/metrics")).text

        assert answer["conversation"] not in text
        assert "王小明" not in text

    async def test_tells_how_the_bots_fare(self, say, client, bot):
        await say("你好")

        text = (await client.get("/metrics")).text

        assert re.search(r'^gonghui_bot_ready\{bot="http://\S+"\} 1\.0$', text, re.M)
        assert metric(text, "gonghui_bot_queue") == 0

    async def test_counts_requests_by_route_and_status(self, client):
        name = 'gonghui_http_requests_total{method="GET",route="/healthz",status="200"}'
        before = metric((await client.get("/metrics")).text, name)
        await client.get("/healthz?phone=13800138000")

        text = (await client.get("/metrics")).text

        assert metric(text, name) == before + 1
        assert "13800138000" not in text

    async def test_counts_tickets_that_hold(self, say, client, bot):
        bot.will(httpx.ConnectError("refused"))
        name = 'gonghui_ticket_events_total{kind="opened"}'
        before = metric((await client.get("/metrics")).text, name)
        await say("你好")

        assert metric((await client.get("/metrics")).text, name) == before + 1

    async def test_tells_of_the_connections(self, say, client):
        await say("你好")

        text = (await client.get("/metrics")).text

        assert metric(text, 'gonghui_database_connections{state="most"}') > 0
        assert metric(text, "gonghui_database_checkout_seconds_count") > 0
        assert metric(text, 'gonghui_lock_wait_seconds_count{lock="sqlite"}') > 0
