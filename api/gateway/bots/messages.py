"""What a bot is asked, and what it answers."""

from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel, ConfigDict, Field


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
