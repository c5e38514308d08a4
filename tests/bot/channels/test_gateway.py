"""The channel on a real Sanic server; Rasa's agent is the one thing stood in for."""

import asyncio
import json
import logging
import socket
from dataclasses import dataclass

import aiohttp
import pytest
from rasa.core.channels.channel import UserMessage
from rasa.core.tracker_store import FailSafeTrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.exceptions import RasaException
from rasa.utils.endpoints import EndpointConfig
from sanic import Sanic

from bot.channels.draining import Draining
from bot.channels.gateway import GatewayInput
from bot.channels.incoming import MAX_BYTES, MAX_TEXT
from bot.locks import Locks
from bot.trackers import CompactTrackerStore

SECRET = "a secret of the gateway"
PREVIOUS = "the secret before it"
BODY = {
    "sender": "thread-1",
    "text": "你好",
    "message_id": "m1",
    "channel": "chat",
    "today": "2026-07-15",
}


class Agent:
    """Understands everything as a greeting and answers in two bubbles."""

    def __init__(self, ready: bool = True, fails: bool = False, mute: bool = False):
        self.ready, self.fails, self.mute = ready, fails, mute
        self.heard: list[UserMessage] = []
        self.processor = self
        self.tracker_store = FailSafeTrackerStore(CompactTrackerStore(Domain.empty()))
        self.lock_store = Locks(EndpointConfig())
        self.model_id = "a-model"

    def is_ready(self) -> bool:
        return self.ready

    async def parse_message(self, message: UserMessage) -> dict:
        intent = {"name": "greet", "confidence": 0.87654321}
        return {"text": message.text, "intent": intent, "entities": []}

    async def handle_message(self, message: UserMessage) -> None:
        self.heard.append(message)
        if self.fails:
            raise RuntimeError(f"could not handle {message.text}")
        if self.mute:
            return
        out = message.output_channel
        await out.send_text_message(message.sender_id, "第一段\n\n第二段")
        button = {"title": "转人工", "payload": "转人工", "type": "postback"}
        await out.send_text_with_buttons(message.sender_id, "还有吗？", [button])


@dataclass
class Server:
    """The channel mounted on one server for all tests; the agent is exchanged."""

    loop: asyncio.AbstractEventLoop
    app: Sanic
    url: str
    channel: GatewayInput

    def ready(self, agent, secret=SECRET):
        """Ask whether messages are taken."""
        self.app.ctx.agent = agent
        given = {"Authorization": f"Bearer {secret}"}
        url = self.url.replace("/messages", "/ready")
        return self.loop.run_until_complete(self._exchange(b"", given, "GET", url))

    def post(self, agent, body=None, *, raw=None, headers=None, method="POST"):
        """Send one request and return status and content."""
        self.app.ctx.agent = agent
        data = raw if raw is not None else json.dumps({**BODY, **(body or {})}).encode()
        given = {"Authorization": f"Bearer {SECRET}"} if headers is None else headers
        return self.loop.run_until_complete(self._exchange(data, given, method))

    async def _exchange(self, data, headers, method, url=None):
        async with (
            aiohttp.ClientSession() as client,
            client.request(
                method, url or self.url, data=data, headers=headers
            ) as reply,
        ):
            text = await reply.text()
            is_json = reply.content_type == "application/json"
            return reply.status, json.loads(text) if is_json else text


@pytest.fixture(scope="module")
def server():
    app = Sanic("gateway_channel", configure_logging=False)

    async def hear(message: UserMessage) -> None:
        await app.ctx.agent.handle_message(message)

    channel = GatewayInput.from_credentials(
        {"secret": SECRET, "previous_secret": PREVIOUS}
    )
    app.blueprint(channel.blueprint(hear), url_prefix="/gateway")
    loop = asyncio.new_event_loop()
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    url = f"http://127.0.0.1:{listener.getsockname()[1]}/gateway/messages"
    serving = loop.run_until_complete(
        app.create_server(sock=listener, return_asyncio_server=True)
    )
    loop.run_until_complete(serving.startup())
    loop.run_until_complete(serving.start_serving())
    yield Server(loop, app, url, channel)
    serving.close()
    loop.close()


@pytest.fixture
def post(server):
    return server.post


class TestFromCredentials:
    @pytest.mark.parametrize(
        ("previous", "known"),
        [("the secret before it", 2), ("${GONGHUI_BOT_PREVIOUS_SECRET}", 1), ("", 1)],
    )
    def test_takes_the_one_before_while_the_secret_is_changed(self, previous, known):
        said = {"secret": SECRET, "previous_secret": previous}

        channel = GatewayInput.from_credentials(said)

        assert len(channel._secrets) == known

    @pytest.mark.parametrize(
        "credentials", [None, {}, {"secret": ""}, {"secret": "short"}, {"secret": None}]
    )
    def test_refuses_to_start_without_a_secret(self, credentials):
        with pytest.raises(RasaException, match="GONGHUI_BOT_SECRET"):
            GatewayInput.from_credentials(credentials)

    def test_refuses_a_place_holder_that_was_not_filled(self):
        with pytest.raises(RasaException):
            GatewayInput.from_credentials({"secret": "${GONGHUI_BOT_SECRET}"})


class TestReady:
    def test_names_the_model_and_runs_no_dialogue(self, server):
        agent = Agent()

        assert server.ready(agent) == (200, {"model": "a-model", "under_way": 0})
        assert agent.heard == []

    @pytest.mark.parametrize("agent", [None, Agent(ready=False)])
    def test_is_not_ready_without_a_model(self, server, agent):
        assert server.ready(agent)[0] == 503

    def test_is_not_ready_without_its_dialogues(self, server):
        agent = Agent()
        away = "postgresql://gonghui@127.0.0.1:9/talks"
        agent.tracker_store._tracker_store = CompactTrackerStore(Domain.empty(), away)

        assert server.ready(agent) == (503, {"reason": "dialogues are out of reach"})

    def test_tells_nobody_who_does_not_know_the_secret(self, server):
        assert server.ready(Agent(), secret="wrong")[0] == 401


class TestDraining:
    @pytest.fixture
    def going(self, server):
        server.channel._draining.has_begun = True
        yield server
        server.channel._draining.has_begun = False

    def test_begins_nothing_more(self, going):
        agent = Agent()

        assert going.post(agent) == (503, {"reason": "draining"})
        assert going.ready(agent) == (503, {"reason": "draining"})
        assert agent.heard == []

    def test_ends_the_process_after_the_turns_under_way(self, server):
        draining = Draining()
        agent = Agent()

        class App:
            ctx = type("Context", (), {"agent": agent})()
            stopped = False

            def stop(self):
                self.stopped = True

        async def work():
            app = App()
            with draining.turn():
                draining._begin(app)
                draining._begin(app)  # told twice
                await asyncio.sleep(0.2)
                assert not app.stopped
            await app.ctx.draining
            assert app.stopped

        server.loop.run_until_complete(work())


class TestMessages:
    def test_returns_the_bubbles_and_what_was_understood(self, post):
        status, content = post(Agent())

        assert status == 200
        assert content == {
            "messages": [
                {"text": "第一段\n\n第二段"},
                {
                    "text": "还有吗？",
                    "buttons": [{"title": "转人工", "payload": "转人工"}],
                },
            ],
            "understood": {"intent": "greet", "confidence": 0.8765},
        }

    def test_hands_metadata_and_channel_to_rasa(self, post):
        agent = Agent()
        post(agent, {"channel": "voice"})

        [message] = agent.heard
        assert message.sender_id == "thread-1"
        assert message.metadata == {
            "message_id": "m1",
            "channel": "voice",
            "today": "2026-07-15",
            "danger": None,
            "whereabouts": False,
        }
        assert message.input_channel == message.output_channel.name() == "voice"
        assert message.parse_data["intent"]["name"] == "greet"

    def test_reads_words_that_were_heard_as_a_recognisers_and_answers_in_writing(
        self, post
    ):
        agent = Agent()
        post(agent, {"heard": True})

        [message] = agent.heard
        assert message.metadata["channel"] == "asr"
        assert message.output_channel.name() == "chat"

    def test_takes_of_what_was_heard_what_makes_most_sense(self, post):
        agent = Agent()
        post(agent, {"alternatives": [["公司欠新", 0.4], ["公司欠薪", 0.5]]})

        assert agent.heard[0].text == "公司欠薪"

    @pytest.mark.parametrize(
        "alternatives", ["好", [["好"]], [["好", "很"]], [["", 1]], [7], [["/x", 1]]]
    )
    def test_refuses_alternatives_that_are_none(self, post, alternatives):
        status, content = post(Agent(), {"alternatives": alternatives})

        assert status == 400
        assert content["reason"]

    def test_takes_a_shared_place_for_facts(self, post):
        agent = Agent()
        post(agent, {"whereabouts": True})

        [message] = agent.heard
        assert message.metadata["whereabouts"] is True
        assert message.parse_data["intent"]["name"] == "provide_info"

    @pytest.mark.parametrize("flag", ["yes", 1, None, "true"])
    def test_takes_only_true_for_true(self, post, flag):
        agent = Agent()
        post(agent, {"whereabouts": flag, "heard": flag})

        [message] = agent.heard
        assert message.metadata["whereabouts"] is False
        assert message.metadata["channel"] == "chat"

    @pytest.mark.parametrize(
        "headers",
        [
            {},
            {"Authorization": ""},
            {"Authorization": "Bearer "},
            {"Authorization": "Bearer wrong"},
            {"Authorization": f"Basic {SECRET}"},
            {"Authorization": SECRET},
        ],
    )
    def test_turns_away_who_does_not_know_the_secret(self, post, headers):
        agent = Agent()
        status, _ = post(agent, headers=headers)

        assert status == 401
        assert agent.heard == []

    def test_takes_the_secret_before_while_it_is_changed(self, post):
        status, _ = post(Agent(), headers={"Authorization": f"Bearer {PREVIOUS}"})

        assert status == 200

    @pytest.mark.parametrize(
        "body",
        [
            {"text": "/restart"},
            {"text": '  /join_union{"phone_number":"1"}'},
            {"text": "\u0000/restart"},
            {"text": ""},
            {"text": "   "},
            {"text": "\u0000"},
            {"text": None},
            {"text": ["你好"]},
            {"text": "长" * (MAX_TEXT + 1)},
            {"sender": ""},
            {"sender": "x" * 129},
            {"sender": 7},
            {"message_id": None},
            {"channel": "telegram"},
            {"today": "15.07.2026"},
            {"today": None},
        ],
    )
    def test_refuses_what_is_not_as_agreed(self, post, body):
        agent = Agent()
        status, content = post(agent, body)

        assert status == 400
        assert content["reason"]
        assert agent.heard == []

    @pytest.mark.parametrize("raw", [b"", b"[]", b"{", b"\xff\xfe", b"null"])
    def test_refuses_what_is_no_object(self, post, raw):
        status, _ = post(Agent(), raw=raw)

        assert status == 400

    def test_refuses_a_large_body_before_reading_it(self, post):
        status, _ = post(Agent(), raw=b"[" * (MAX_BYTES + 1))

        assert status == 413

    def test_takes_the_longest_text_however_it_is_escaped(self, post):
        status, _ = post(Agent(), {"text": "😀" * (MAX_TEXT // 2)})

        assert status == 200

    def test_drops_what_no_message_holds(self, post):
        agent = Agent()
        status, _ = post(agent, {"text": "你\u0000好\ud83d"})

        assert status == 200
        assert agent.heard[0].text == "你好"

    def test_answers_no_other_method(self, post):
        status, _ = post(Agent(), method="GET")

        assert status == 405

    @pytest.mark.parametrize("agent", [None, Agent(ready=False)])
    def test_says_that_no_model_is_loaded(self, post, agent):
        status, _ = post(agent)

        assert status == 503

    def test_owns_up_to_silence(self, post):
        status, _ = post(Agent(mute=True))

        assert status == 502

    def test_logs_a_failure_without_the_text(self, post, caplog):
        with caplog.at_level(logging.DEBUG):
            status, content = post(Agent(fails=True), {"text": "我的电话13800138000"})

        assert status == 500
        assert "RuntimeError" in caplog.text
        assert "13800138000" not in caplog.text
        assert "13800138000" not in json.dumps(content)
