"""The one way into the assistant: the gateway's messages, with a shared secret."""

import hmac
import json
import logging
import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from rasa.core.agent import Agent
from rasa.core.channels.channel import (
    CollectingOutputChannel,
    InputChannel,
    UserMessage,
)
from rasa.shared.exceptions import RasaException
from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse
from sanic.response import json as answer

logger = logging.getLogger(__name__)

MAX_BYTES = 32_768  # MAX_TEXT characters, each escaped, and their envelope
MAX_TEXT = 2_000
MAX_NAME = 128  # sender and message id
SHORTEST_SECRET = 16
CHANNELS = ("chat", "voice")
UNPRINTABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")


class RefusedError(Exception):
    """A request that does not become a message."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(reason)
        self.status = status
        self.reason = reason


@dataclass(frozen=True)
class Incoming:
    """What the gateway sends for one message of a worker."""

    sender: str
    text: str
    message_id: str
    channel: str
    today: str

    @classmethod
    def read(cls, body: bytes) -> "Incoming":
        """Read a request body.

        Raises:
            RefusedError: It is too large, no JSON object, or a field is not as agreed.
        """
        if len(body) > MAX_BYTES:
            raise RefusedError(413, "body too large")
        content = _object(body)
        return cls(
            sender=_name(content, "sender"),
            text=_text(content),
            message_id=_name(content, "message_id"),
            channel=_channel(content),
            today=_day(content),
        )

    @property
    def metadata(self) -> dict[str, str]:
        """What the understanding and the actions are told besides the text."""
        return {
            "message_id": self.message_id,
            "channel": self.channel,
            "today": self.today,
        }


class GatewayOutput(CollectingOutputChannel):
    """Collects the replies; its name chooses between written and spoken responses."""

    def __init__(self, channel: str) -> None:
        super().__init__()
        self.channel = channel

    def name(self) -> str:  # type: ignore[override]
        """Return `chat` or `voice`, which responses in the domain can be made for."""
        return self.channel

    async def send_text_message(
        self, recipient_id: str, text: str, **kwargs: object
    ) -> None:
        """Keep a text in one piece, where Rasa would cut it at empty lines."""
        await self._persist_message({"text": text.strip()})

    async def send_text_with_buttons(
        self,
        recipient_id: str,
        text: str,
        buttons: list[dict[str, str]],
        **kwargs: object,
    ) -> None:
        """Keep a text together with the answers that it proposes."""
        shown = [{key: each[key] for key in ("title", "payload")} for each in buttons]
        await self._persist_message({"text": text.strip(), "buttons": shown})


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
        message = _message(incoming, output)
        await _handle(agent, on_new_message, message)
        if not output.messages:
            raise RefusedError(502, "nothing was answered")
        return {"messages": output.messages, "understood": _intent(message.parse_data)}


async def _handle(
    agent: Agent,
    on_new_message: Callable[[UserMessage], Awaitable[Any]],
    message: UserMessage,
) -> None:
    """Understand and run the dialogue; a failure is logged by its kind, without text.

    Understood here and handed over: reading the intent back from the tracker would
    load all its events again.
    """
    try:
        message.parse_data = await agent.processor.parse_message(message)
        await on_new_message(message)
    except Exception as error:
        logger.error("a message was not handled: %s", type(error).__name__)
        raise RefusedError(500, "the message was not handled") from None


def _message(incoming: Incoming, output: GatewayOutput) -> UserMessage:
    return UserMessage(
        text=incoming.text,
        output_channel=output,
        sender_id=incoming.sender,
        input_channel=incoming.channel,
        message_id=incoming.message_id,
        metadata=incoming.metadata,
    )


def _intent(parsed: Mapping[str, Any]) -> dict[str, Any]:
    intent = parsed.get("intent") or {}
    return {
        "intent": intent.get("name"),
        "confidence": round(float(intent.get("confidence") or 0.0), 4),
    }


def _object(body: bytes) -> Mapping[str, Any]:
    try:
        content = json.loads(body)
    except ValueError:
        raise RefusedError(400, "no JSON") from None
    if not isinstance(content, dict):
        raise RefusedError(400, "no JSON object")
    return content


def _name(content: Mapping[str, Any], key: str) -> str:
    value = content.get(key)
    if not isinstance(value, str) or not 0 < len(value) <= MAX_NAME:
        raise RefusedError(400, f"{key}: a text of 1 to {MAX_NAME} characters")
    return value


def _text(content: Mapping[str, Any]) -> str:
    value = content.get("text")
    if not isinstance(value, str):
        raise RefusedError(400, "text: missing")
    text = UNPRINTABLE.sub("", value).strip()
    if not 0 < len(text) <= MAX_TEXT:
        raise RefusedError(400, f"text: 1 to {MAX_TEXT} characters")
    if text.startswith("/"):  # Rasa would read it as an intent with its entities
        raise RefusedError(400, "text: a command")
    return text


def _channel(content: Mapping[str, Any]) -> str:
    value = content.get("channel", "chat")
    if value not in CHANNELS:
        raise RefusedError(400, "channel: chat or voice")
    return str(value)


def _day(content: Mapping[str, Any]) -> str:
    try:
        return date.fromisoformat(content.get("today")).isoformat()  # type: ignore[arg-type]
    except (TypeError, ValueError):
        raise RefusedError(400, "today: YYYY-MM-DD") from None
