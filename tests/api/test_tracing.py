"""One id from the channel to the database: in the log, in calls, in spans."""

import logging
import re

import httpx
import pytest

from observe import logs, spans, trace
from tests.observe.collector import collecting, tree

ID, SPAN = "0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331"
GIVEN = {"traceparent": f"00-{ID}-{SPAN}-01"}


class TestTheId:
    @pytest.fixture
    def lines(self, monkeypatch):
        """The lines of the log as this process writes them."""
        written: list[str] = []
        form = logs.Lines("api")
        handler = logging.Handler()
        handler.emit = lambda record: written.append(form.format(record))
        logging.getLogger().addHandler(handler)
        monkeypatch.setattr(logging.getLogger(), "level", logging.INFO)
        logging.getLogger("api").setLevel(logging.INFO)
        logging.getLogger("helpdesk").setLevel(logging.INFO)
        yield written
        logging.getLogger().removeHandler(handler)

    async def test_is_the_callers_and_reaches_the_bot(self, client, bot):
        await client.post("/chat/messages", json={"text": "你好"}, headers=GIVEN)

        assert trace.read(bot.headers[0]["traceparent"]).id == ID

    async def test_is_made_where_the_caller_gives_none(self, client, bot):
        for _ in range(2):
            await client.post("/chat/messages", json={"text": "你好"})

        first, second = (trace.read(h["traceparent"]).id for h in bot.headers)
        assert first != second

    async def test_stands_in_every_line_about_a_message(self, client, bot, lines):
        bot.will(httpx.ConnectError("refused"))

        await client.post("/chat/messages", json={"text": "你好"}, headers=GIVEN)

        about = [line for line in lines if f'"trace": "{ID}"' in line]
        assert any("the bot did not answer" in line for line in about)
        assert any(re.search(r'"ticket": "\d{12}"', line) for line in about)
        assert any('"route": "/chat/messages"' in line for line in about)
        assert not any("你好" in line for line in lines)

    async def test_of_one_request_is_not_the_next_ones(self, client, lines):
        await client.get("/chat/conversations/unknown", headers=GIVEN)
        await client.get("/chat/conversations/unknown")

        assert sum(ID in line for line in lines) == 1


class TestSpans:
    @pytest.fixture
    def collector(self, monkeypatch):
        """Listens before the application is made."""
        with collecting() as found:
            monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", found.url)
            assert spans.start("api")
            yield found
            spans.stop()

    @pytest.fixture
    async def traced(self, collector, client):
        return client

    async def test_of_a_turn_are_a_tree_down_to_the_statements(
        self, collector, traced, bot
    ):
        await traced.post("/chat/messages", json={"text": "我叫王小明"}, headers=GIVEN)
        spans.stop()

        found = collector.of(ID)
        below = tree(found)
        assert below["elsewhere"] == {"gonghui-api POST /chat/messages"}
        assert "gonghui-api turn total" in below["gonghui-api POST /chat/messages"]
        stages = {f"gonghui-api turn {stage}" for stage in ("record", "bot", "store")}
        assert below["gonghui-api turn total"] == stages
        assert below["gonghui-api turn bot"] == {"gonghui-api bot"}
        assert "gonghui-api INSERT messages" in below["gonghui-api turn record"]
        assert "gonghui-api UPDATE messages" in below["gonghui-api turn store"]
        asked = trace.read(bot.headers[0]["traceparent"])
        assert asked.span in {span.id for span in found if span.name == "bot"}
        assert "王小明" not in str(found)

    async def test_monitors_have_none(self, collector, traced):
        await traced.get("/healthz", headers=GIVEN)
        spans.stop()

        assert collector.of(ID) == []
