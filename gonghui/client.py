"""A worker's side of `POST /chat/messages`, for the terminal and for measurements."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import httpx

ANSWER_SECONDS = 15.0  # longer than the gateway's own time budget


@dataclass(frozen=True, slots=True)
class Button:
    """An answer that the assistant proposes."""

    title: str
    payload: str


@dataclass(frozen=True, slots=True)
class Reply:
    """One bubble of the assistant."""

    text: str
    buttons: tuple[Button, ...] = ()


@dataclass(frozen=True, slots=True)
class Turn:
    """What the assistant answered to one message."""

    status: int
    replies: tuple[Reply, ...]
    floor: str | None = None
    intent: str | None = None
    error: str | None = None
    explanation: Mapping[str, Any] | None = None

    @property
    def text(self) -> str:
        """All bubbles as one text."""
        return "\n".join(reply.text for reply in self.replies)


@dataclass(slots=True)
class Talk:
    """One conversation with a running assistant."""

    client: httpx.AsyncClient
    conversation: str | None = field(default=None)
    channel: str = "chat"
    """Told in writing, or as to a caller: `voice`."""

    explain: bool = False
    """Ask why an answer is what it is; told in demo mode only."""

    async def say(self, text: str, *, message_id: str | None = None) -> Turn:
        """Send one message and return the answer.

        Raises:
            httpx.HTTPError: The assistant could not be reached.
        """
        body: dict[str, object] = {
            "text": text,
            "message_id": message_id or uuid.uuid4().hex,
            "channel": self.channel,
            "explain": self.explain,
        }
        if self.conversation:
            body["conversation"] = self.conversation
        response = await self.client.post(
            "/chat/messages", json=body, timeout=ANSWER_SECONDS
        )
        if not response.is_success:
            return Turn(response.status_code, (), error=_reason(response))
        content = response.json()
        self.conversation = content["conversation"]
        return _turn(response.status_code, content)


def _turn(status: int, content: dict[str, Any]) -> Turn:
    replies = tuple(
        Reply(
            reply["text"],
            tuple(Button(**button) for button in reply.get("buttons", ())),
        )
        for reply in content["replies"]
    )
    intent = content.get("understood", {}).get("intent")
    return Turn(
        status,
        replies,
        floor=content["floor"],
        intent=intent,
        explanation=content.get("explanation"),
    )


def _reason(response: httpx.Response) -> str:
    try:
        return str(response.json()["detail"])
    except (ValueError, KeyError, TypeError):
        return response.text[:200]
