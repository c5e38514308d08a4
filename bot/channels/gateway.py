"""The one way into the assistant: the gateway's messages, with a shared secret."""

import hmac
import logging
from collections.abc import Awaitable, Callable
from typing import Any

from rasa.core.channels.channel import InputChannel, UserMessage
from rasa.shared.exceptions import RasaException
from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse
from sanic.response import json as answer

from bot.channels.conversation import Conversation
from bot.channels.incoming import GatewayOutput, Incoming, RefusedError

logger = logging.getLogger(__name__)

SHORTEST_SECRET = 16


class GatewayInput(InputChannel):
    """Takes messages from the gateway and answers in the same request."""

    def __init__(self, secret: str) -> None:
        self._secret = secret.encode()

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
        return cls(secret)

    def blueprint(
        self, on_new_message: Callable[[UserMessage], Awaitable[Any]]
    ) -> Blueprint:
        """Return the routes; Rasa mounts them below the channel's name."""
        routes = Blueprint("gateway", __name__)

        @routes.route("/messages", methods=["POST"])
        async def messages(request: Request) -> HTTPResponse:
            try:
                self._check(request)
                incoming = Incoming.read(request.body)
                return answer(await self._answer(request, incoming, on_new_message))
            except RefusedError as refused:
                return answer({"reason": refused.reason}, status=refused.status)

        return routes

    def _check(self, request: Request) -> None:
        kind, _, given = request.headers.get("Authorization", "").partition(" ")
        right = hmac.compare_digest(given.encode(errors="replace"), self._secret)
        if kind != "Bearer" or not right:
            raise RefusedError(401, "wrong secret")

    async def _answer(
        self,
        request: Request,
        incoming: Incoming,
        on_new_message: Callable[[UserMessage], Awaitable[Any]],
    ) -> dict[str, Any]:
        agent = request.app.ctx.agent
        if agent is None or not agent.is_ready():
            raise RefusedError(503, "no model is loaded")
        output = GatewayOutput(incoming.channel)
        conversation = Conversation(agent, on_new_message, incoming, output)
        told = await _handle(conversation)
        if not output.messages:
            raise RefusedError(502, "nothing was answered")
        return {"messages": output.messages, **told}


async def _handle(conversation: Conversation) -> dict[str, Any]:
    """Run the dialogue; a failure is logged by its kind, without text."""
    try:
        return await conversation.turn()
    except Exception as error:
        logger.error("a message was not handled: %s", type(error).__name__)
        raise RefusedError(500, "the message was not handled") from None
