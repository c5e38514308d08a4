"""The wire format of the chat page, field by field."""

import re
from datetime import datetime
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, BaseModel, StringConstraints
from pydantic_core import PydanticCustomError

from api.gateway.exchange import Outcome
from api.gateway.sanitise import LONGEST, harmless
from helpdesk.models import AuthorKind, Floor, FloorEvent, FloorMove, Message, Reply
from helpdesk.privacy import redact

_HALF = re.compile("[\ud800-\udfff]")


def _sayable(text: str) -> str:
    """Refuse what no person can have meant to say."""
    if _HALF.search(text):
        raise PydanticCustomError("text_unreadable", "half a character")
    if len(text.strip()) > LONGEST:
        raise PydanticCustomError("text_too_long", "too long", {"limit": LONGEST})
    if not harmless(text):
        raise PydanticCustomError("text_missing", "nothing said")
    return text


class WorkerMessage(BaseModel):
    """What a worker sends."""

    conversation: str | None = None
    text: Annotated[str, AfterValidator(_sayable)]
    message_id: Annotated[
        str | None, StringConstraints(pattern=r"^[A-Za-z0-9_.:=+/-]{1,128}$")
    ] = None
    channel: Literal["chat", "voice"] = "chat"
    """Whether the answer is to be read or, as a caller's, to be heard."""

    explain: bool = False
    """Ask why the answer is what it is; told in demo mode only."""


class ButtonView(BaseModel):
    """A choice below a reply; choosing it sends the payload as if typed."""

    title: str
    payload: str


class ReplyView(BaseModel):
    """One bubble of the assistant."""

    text: str
    buttons: list[ButtonView] | None = None

    @classmethod
    def of(cls, reply: Reply) -> Self:
        """Translate a recorded reply."""
        buttons = [ButtonView(title=b.title, payload=b.payload) for b in reply.buttons]
        return cls(text=reply.text, buttons=buttons or None)

    @classmethod
    def of_past(cls, reply: Reply) -> Self:
        """Translate a reply of some time ago; a summary repeats what was told."""
        return cls.of(reply).model_copy(update={"text": redact(reply.text)})


class Understood(BaseModel):
    """What the model took the message for; told in demo mode only."""

    intent: str
    confidence: float


class Answer(BaseModel):
    """What the worker gets back."""

    conversation: str
    replies: list[ReplyView]
    floor: Floor
    understood: Understood | None = None
    explanation: dict[str, Any] | None = None

    @classmethod
    def of(cls, outcome: Outcome, *, demo: bool) -> Self:
        """Translate the outcome of a turn."""
        return cls(
            conversation=outcome.conversation,
            replies=[ReplyView.of(reply) for reply in outcome.replies],
            floor=outcome.floor,
            understood=_understood(outcome.intent, outcome.confidence, demo=demo),
            explanation=_explanation(outcome) if demo else None,
        )


class PastTurn(BaseModel):
    """One message of the past with its answer; personal data masked."""

    message_id: str
    text: str
    at: datetime
    replies: list[ReplyView] | None
    understood: Understood | None = None

    @classmethod
    def of(cls, message: Message, *, demo: bool) -> Self:
        """Translate a recorded message; whoever holds the key sees no full numbers."""
        replies = message.replies
        return cls(
            message_id=message.message_id,
            text=redact(message.text),
            at=message.received_at,
            replies=replies and [ReplyView.of_past(reply) for reply in replies],
            understood=_understood(message.intent, message.confidence, demo=demo),
        )


class FloorNews(BaseModel):
    """One move on the floor; the words of an officer stand in `text`."""

    id: int
    move: FloorMove
    author: AuthorKind
    text: str | None = None
    at: datetime

    @classmethod
    def of(cls, event: FloorEvent) -> Self:
        """Translate a recorded move; who the officer is is not told."""
        return cls(
            id=event.id,
            move=event.move,
            author=event.author,
            text=event.text,
            at=event.created_at,
        )


class News(BaseModel):
    """What happened on the floor since the page last asked."""

    conversation: str
    floor: Floor
    place: int | None = None
    """The place in the officers' queue, 1 is next."""
    messages: list[FloorNews]


class History(BaseModel):
    """A conversation as the page shows it after a reload."""

    conversation: str
    floor: Floor
    turns: list[PastTurn]
    messages: list[FloorNews] = []


def _understood(
    intent: str | None, confidence: float | None, *, demo: bool
) -> Understood | None:
    if not demo or intent is None or confidence is None:
        return None
    return Understood(intent=intent, confidence=confidence)


def _explanation(outcome: Outcome) -> dict[str, Any] | None:
    return dict(outcome.explanation) if outcome.explanation else None
