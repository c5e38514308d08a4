"""The one way into the assistant: the gateway's messages, with a shared secret."""

import gc
import hmac
import logging
from asyncio import AbstractEventLoop
from collections.abc import Awaitable, Callable
from typing import Any

from prometheus_client import Counter, Histogram
from rasa.core.agent import Agent
from rasa.core.channels.channel import InputChannel, UserMessage
from rasa.shared.exceptions import RasaException
from sanic import Blueprint, Sanic
from sanic.request import Request
from sanic.response import HTTPResponse
from sanic.response import json as answer

from bot.channels.conversation import Conversation
from bot.channels.draining import Draining
from bot.channels.incoming import GatewayOutput, Incoming, RefusedError
from observe import trace
from observe.faults import told
from observe.metrics import MOMENTS, timed
from observe.spans import Kind, span

logger = logging.getLogger(__name__)

SECONDS = Histogram(
    "gonghui_bot_seconds", "Time of one message's dialogue.", buckets=MOMENTS
)
INTENTS = Counter(
    "gonghui_intents",
    "Messages by what the model took them for; out_of_scope is what it rejected.",
    ("intent",),
)
FAULTS = Counter(
    "gonghui_bot_faults",
    "Messages whose dialogue failed, by kind of error.",
    ("error",),
)

SHORTEST_SECRET = 16


class GatewayInput(InputChannel):
    """Takes messages from the gateway and answers in the same request."""

    def __init__(self, secret: str, *, previous: str = "") -> None:
        self._secrets = [each.encode() for each in (secret, previous) if each]
        self._draining = Draining()

    @classmethod
    def name(cls) -> str:
        """Return the name in the address, `/webhooks/gateway/messages`."""
        return "gateway"

    @classmethod
    def from_credentials(cls, credentials: dict[str, Any] | None) -> InputChannel:
        """Build the channel; without a real secret the assistant does not start."""
        secret = str((credentials or {}).get("secret") or "")
        if len(secret) < SHORTEST_SECRET or secret.startswith("${"):
            raise RasaException(
                "The gateway's channel needs GONGHUI_BOT_SECRET, "
                f"at least {SHORTEST_SECRET} characters."
            )
        return cls(secret, previous=_previous(credentials))

    def blueprint(
        self, on_new_message: Callable[[UserMessage], Awaitable[Any]]
    ) -> Blueprint:
        """Return the routes; Rasa mounts them below the channel's name."""
        routes = Blueprint("gateway", __name__)

        @routes.route("/messages", methods=["POST"])
        async def messages(request: Request) -> HTTPResponse:
            trace.follow(trace.read(request.headers.get(trace.HEADER)))
            try:
                self._check(request)
                incoming = Incoming.read(request.body)
                return answer(await self._answer(request, incoming, on_new_message))
            except RefusedError as refused:
                return answer({"reason": refused.reason}, status=refused.status)

        @routes.route("/ready", methods=["GET"])
        async def ready(request: Request) -> HTTPResponse:
            try:
                self._check(request)
                return answer(await self._state(request))
            except RefusedError as refused:
                return answer({"reason": refused.reason}, status=refused.status)

        @routes.listener("after_server_start")
        async def watch(app: Sanic, _loop: AbstractEventLoop) -> None:
            self._draining.watch(app)
            gc.freeze()  # the model stays; looking through it stops a turn for 0.4 s

        return routes

    def _check(self, request: Request) -> None:
        kind, _, given = request.headers.get("Authorization", "").partition(" ")
        token = given.encode(errors="replace")
        right = [hmac.compare_digest(token, secret) for secret in self._secrets]
        if kind != "Bearer" or not any(right):
            raise RefusedError(401, "wrong secret")

    async def _answer(
        self,
        request: Request,
        incoming: Incoming,
        on_new_message: Callable[[UserMessage], Awaitable[Any]],
    ) -> dict[str, Any]:
        agent = self._agent(request)
        output = GatewayOutput(incoming.channel)
        conversation = Conversation(agent, on_new_message, incoming, output)
        with (
            self._draining.turn(),
            span("POST messages", Kind.answers),
            timed(SECONDS),
        ):
            answered = await _handle(conversation)
        intent = answered["understood"]
        INTENTS.labels(intent["intent"]).inc()
        logger.info("%s %.2f", intent["intent"], intent["confidence"], extra=intent)
        if not output.messages:
            raise RefusedError(502, "nothing was answered")
        return {"messages": output.messages, **answered}

    async def _state(self, request: Request) -> dict[str, Any]:
        """Tell which model answers here; it costs no turn of a dialogue."""
        agent = self._agent(request)
        try:
            await agent.tracker_store._tracker_store.dialogues.check()
        except Exception as error:
            logger.error("dialogues are out of reach: %s", type(error).__name__)
            raise RefusedError(503, "dialogues are out of reach") from None
        return {"model": agent.model_id, "under_way": self._draining.under_way}

    def _agent(self, request: Request) -> Agent:
        """Return who answers.

        Raises:
            RefusedError: Nobody does; 503 says that nothing was begun, so that the
                gateway may ask another bot.
        """
        if self._draining.has_begun:
            raise RefusedError(503, "draining")
        agent = request.app.ctx.agent
        if agent is None or not agent.is_ready():
            raise RefusedError(503, "no model is loaded")
        return agent


def _previous(credentials: dict[str, Any] | None) -> str:
    """Return the secret before this one, while it is changed."""
    said = str((credentials or {}).get("previous_secret") or "")
    return "" if said.startswith("${") or len(said) < SHORTEST_SECRET else said


async def _handle(conversation: Conversation) -> dict[str, Any]:
    """Run the dialogue; a failure is logged by its kind, without text."""
    try:
        return await conversation.turn()
    except Exception as error:
        FAULTS.labels(type(error).__name__).inc()
        logger.error("a message was not handled: %s", told(error))
        raise RefusedError(500, "the message was not handled") from None
