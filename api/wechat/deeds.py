"""What becomes of each kind of message and event: a table, a small deed each."""

import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from api.gateway.sanitise import LONGEST, harmless
from api.wechat.texts import Scenes, Texts
from helpdesk.followers import Contact
from helpdesk.models import Conversation
from helpdesk.risk import danger
from wechat.inbound import Inbound, Scanned, Subscribed, Text, Voice

log = logging.getLogger("api.wechat")


@dataclass(frozen=True, slots=True)
class Answer:
    """What a delivery leads to: words at once, a question to the bot, both, nothing."""

    said: str | None = None
    asks: str | None = None
    hears: str | None = None
    """A voice message that is to be heard first, by its media id."""


@dataclass(frozen=True, slots=True)
class Book:
    """The words that the deeds choose from."""

    texts: Texts
    scenes: Scenes


@dataclass(frozen=True, slots=True)
class Case:
    """A delivery in its conversation, inside the transaction that records it."""

    session: AsyncSession
    conversation: Conversation
    message_id: str
    book: Book


NOTHING = Answer()


async def text(case: Case, inbound: Text) -> Answer:
    """Ask the bot; danger is heard in any length of text."""
    return _asked(case.book.texts, inbound.content)


async def voice(case: Case, inbound: Voice) -> Answer:
    """Ask the bot what WeChat heard."""
    if inbound.recognition and harmless(inbound.recognition):
        return _asked(case.book.texts, inbound.recognition)
    return Answer(said=case.book.texts.voice_unheard)


async def subscribed(case: Case, inbound: Subscribed) -> Answer:
    """Greet who follows, by the code that led here."""
    return _greeted(case.book.scenes, inbound.scene, case.book.scenes.followed)


async def scanned(case: Case, inbound: Scanned) -> Answer:
    """Greet who follows already and scanned a code."""
    return _greeted(case.book.scenes, inbound.scene, case.book.scenes.scanned)


DEEDS: Mapping[type[Inbound], Callable[[Case, Any], Awaitable[Answer]]] = {
    Text: text,
    Voice: voice,
    Subscribed: subscribed,
    Scanned: scanned,
}

CONTACTS: Mapping[type[Inbound], Contact] = {
    Text: Contact.message,
    Voice: Contact.message,
    Subscribed: Contact.following,
    Scanned: Contact.scan,
}


def contact(inbound: Inbound) -> Contact | None:
    """Tell what WeChat counts a delivery as; a tap on a link of ours is no message."""
    if isinstance(inbound, Text) and inbound.menu_id:
        return Contact.tap
    return CONTACTS.get(type(inbound))


def _asked(texts: Texts, words: str) -> Answer:
    """Ask the bot what can be asked; the rest is told why not."""
    if not harmless(words):
        return Answer(said=texts.text_missing)
    if len(words.strip()) > LONGEST and danger(words) is None:
        return Answer(said=texts.text_too_long.format(limit=LONGEST))
    return Answer(asks=words)


def _greeted(scenes: Scenes, name: str | None, otherwise: str) -> Answer:
    scene = scenes.scenes.get(name or "")
    if scene is None:
        return Answer(said=otherwise)
    return Answer(said=scene.greeting or otherwise, asks=scene.asks)
