"""What the gateway sends for one message, checked, and how answers are collected."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from rasa.core.channels.channel import CollectingOutputChannel

MAX_BYTES = 32_768  # MAX_TEXT characters, each escaped, and their envelope
MAX_TEXT = 2_000
MAX_ALTERNATIVES = 10
MAX_NAME = 128  # sender and message id
CHANNELS = ("chat", "voice")
HEARD = "asr"  # of a recogniser, but answered in writing
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
    danger: str | None = None
    aspect: str | None = None
    stops: bool = False
    wish: str | None = None
    explain: bool = False
    alternatives: tuple[tuple[str, float], ...] = ()
    heard: bool = False
    whereabouts: bool = False

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
            danger=_hint(content, "danger"),
            aspect=_hint(content, "aspect"),
            stops=content.get("stops") is True,
            wish=_hint(content, "wish"),
            explain=content.get("explain") is True,
            alternatives=_alternatives(content),
            heard=content.get("heard") is True,
            whereabouts=content.get("whereabouts") is True,
        )

    @property
    def metadata(self) -> dict[str, Any]:
        """What the understanding and the actions are told besides the text.

        Words that were heard are understood as a recogniser's, whatever the answer
        is given in.
        """
        is_read = self.heard and self.channel == "chat"
        return {
            "message_id": self.message_id,
            "channel": HEARD if is_read else self.channel,
            "today": self.today,
            "danger": self.danger,
            "whereabouts": self.whereabouts,
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


def _alternatives(content: Mapping[str, Any]) -> tuple[tuple[str, float], ...]:
    """Read what a recogniser may have heard, each with its confidence."""
    given = content.get("alternatives") or ()
    try:
        read = [(_text({"text": text}), float(sure)) for text, sure in given]
    except (TypeError, ValueError):
        raise RefusedError(400, "alternatives: texts with confidences") from None
    return tuple(read[:MAX_ALTERNATIVES])


def _hint(content: Mapping[str, Any], key: str) -> str | None:
    return str(content.get(key) or "")[:MAX_NAME] or None


def _day(content: Mapping[str, Any]) -> str:
    try:
        return date.fromisoformat(content.get("today")).isoformat()  # type: ignore[arg-type]
    except (TypeError, ValueError):
        raise RefusedError(400, "today: YYYY-MM-DD") from None
