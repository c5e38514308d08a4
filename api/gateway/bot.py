"""Asks the bot, the process that runs the dialogue.

What can go wrong:

* BotError
  x BotLate    no answer within the budget
  x BotDown    nobody listens, or the connection broke
  x BotBroken  an answer that is none: an error status, no JSON, no message
"""

import asyncio
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

import httpx
from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError

PATH = "/webhooks/gateway/messages"


class BotError(Exception):
    """Base class: the bot gave no answer that can be passed on."""

    reason = "error"


class BotLate(BotError):
    """The bot did not answer within the budget."""

    reason = "late"


class BotDown(BotError):
    """The bot cannot be reached."""

    reason = "down"


class BotBroken(BotError):
    """The bot answered something that is no answer."""

    reason = "broken"


@dataclass(frozen=True, slots=True)
class Question:
    """One message as the bot is asked it."""

    sender: str
    text: str
    message_id: str
    channel: str
    today: str
    danger: str | None = None
    """What kind of danger the words tell of, read without the bot."""

    aspect: str | None = None
    """What the words ask about, if they ask nothing else: “要什么材料”."""

    stops: bool = False
    """Whether the words end whatever is being asked: “不查了”."""

    wish: str | None = None
    """What the words want of the bindings of the channel: “绑定会员”."""

    explain: bool = False
    """Whether to tell why the answer is what it is."""

    alternatives: tuple[tuple[str, float], ...] = ()
    """What a recogniser may have heard, each with its confidence."""

    heard: bool = False
    """Whether a recogniser wrote the words down, where the answer is read."""

    whereabouts: bool = False
    """Whether the words are a place that was shared on a map."""


class Choice(BaseModel):
    """A button below a message of the bot."""

    model_config = ConfigDict(frozen=True)

    title: str = Field(min_length=1)
    payload: str = Field(min_length=1)


class BotMessage(BaseModel):
    """One message of the bot."""

    model_config = ConfigDict(frozen=True)

    text: str = Field(min_length=1)
    buttons: tuple[Choice, ...] = ()


class Understanding(BaseModel):
    """What the bot took the worker's message for; nothing when it cannot say."""

    model_config = ConfigDict(frozen=True)

    intent: str | None = None
    confidence: float | None = None


class BotAnswer(BaseModel):
    """Everything that the bot says to one message."""

    model_config = ConfigDict(frozen=True)

    messages: tuple[BotMessage, ...] = Field(min_length=1)
    understood: Understanding = Understanding()
    requested: str | None = None
    """What the worker is asked for now, as the dialogue names it."""

    explanation: dict[str, Any] | None = None


class Bot:
    """The one client of the bot; close it when the process ends.

    It speaks through a bare transport: redirects, cookies and proxies, which a client
    of httpx looks after on every request, do not occur between our own processes.
    """

    def __init__(
        self,
        url: str,
        *,
        secret: SecretStr | None,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        token = secret.get_secret_value() if secret else ""
        self._url = httpx.URL(url).join(PATH)
        self._headers = httpx.Headers(
            {
                "Host": self._url.netloc.decode(),
                "Authorization": f"Bearer {token}",
                "Content-Type": "application/json",
            }
        )
        self._transport = transport or httpx.AsyncHTTPTransport()

    async def ask(self, question: Question, *, within: float) -> BotAnswer:
        """Ask one question; the answer, or the reason why there is none."""
        try:
            async with asyncio.timeout(within):
                response = await self._post(asdict(question))
        except TimeoutError as error:
            raise BotLate(f"{within:.1f} s") from error
        except httpx.TransportError as error:
            raise BotDown(type(error).__name__) from error
        return _read(response)

    async def _post(self, body: Mapping[str, object]) -> httpx.Response:
        content = json.dumps(body, ensure_ascii=False).encode()
        request = httpx.Request(
            "POST", self._url, headers=self._headers, content=content
        )
        response = await self._transport.handle_async_request(request)
        await response.aread()
        return response

    async def close(self) -> None:
        """Close the connections."""
        await self._transport.aclose()


def _read(response: httpx.Response) -> BotAnswer:
    if response.status_code != httpx.codes.OK:
        raise BotBroken(f"status {response.status_code}")
    try:
        content: Any = response.json()
        return BotAnswer.model_validate(content)
    except ValidationError as error:
        fields = {".".join(map(str, flaw["loc"])) for flaw in error.errors()}
        raise BotBroken(f"unexpected {', '.join(sorted(fields))}") from None
    except ValueError:
        raise BotBroken("no JSON") from None
