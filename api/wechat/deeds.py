"""What becomes of each kind of message and event: a table, a small deed each."""

import logging
import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from api.gateway.sanitise import LONGEST, harmless, legible
from api.wechat.texts import Scenes, Texts
from helpdesk import menu, whereabouts
from helpdesk.evidence import evidence
from helpdesk.followers import Contact, followers
from helpdesk.models import AttachmentKind, AuthorKind, Conversation, Ticket
from helpdesk.numbers import in_groups
from helpdesk.risk import danger
from helpdesk.tickets import tickets
from wechat.inbound import (
    Clicked,
    File,
    Image,
    Inbound,
    Link,
    Location,
    OptInsChanged,
    Scanned,
    Subscribed,
    Text,
    Video,
    Voice,
)

log = logging.getLogger("api.wechat")

_KEY = re.compile(r"[^a-z_]+")
"""What is in no key of ours; it is not logged."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a delivery leads to: words at once, a question to the bot, both, nothing."""

    said: str | None = None
    asks: str | None = None
    heard: bool = False
    """The question was spoken: words may be written as they sound."""

    whereabouts: bool = False
    """The question is a place."""

    hears: str | None = None
    """A voice message that is to be heard first, by its media id."""

    @property
    def takes_time(self) -> bool:
        """Tell whether somebody else has to be waited for."""
        return bool(self.asks or self.hears)


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


async def text(case: Case, inbound: Text) -> Answer:
    """Ask the bot."""
    return asked(case.book.texts, inbound.content)


async def voice(case: Case, inbound: Voice) -> Answer:
    """Ask the bot what WeChat heard, or hear what it did not."""
    if inbound.recognition is None or not harmless(inbound.recognition):
        return Answer(hears=inbound.media_id)
    return asked(case.book.texts, inbound.recognition, heard=True)


async def picture(case: Case, inbound: Image) -> Answer:
    """Take a picture as evidence."""
    return await _kept(case, AttachmentKind.image, inbound.media_id)


async def video(case: Case, inbound: Video) -> Answer:
    """Take a film as evidence."""
    return await _kept(case, AttachmentKind.video, inbound.media_id)


async def file(case: Case, inbound: File) -> Answer:
    """Take a file as evidence, if WeChat says how to fetch it."""
    if inbound.media_id is None:
        return Answer(said=case.book.texts.file_unreadable)
    return await _kept(case, AttachmentKind.file, inbound.media_id, name=inbound.title)


async def location(case: Case, inbound: Location) -> Answer:
    """Ask the bot about a place."""
    place = whereabouts.words(inbound.latitude, inbound.longitude, inbound.label)
    return Answer(asks=place, whereabouts=True)


async def link(case: Case, inbound: Link) -> Answer:
    """Note a link on the open ticket; where there is none, ask what it is about."""
    texts, ticket = case.book.texts, await _open_ticket(case)
    if ticket is None:
        return Answer(said=texts.link_kept)
    note = texts.link_note.format(
        title=inbound.title, description=inbound.description, url=inbound.url
    )
    await tickets.add_note(case.session, ticket, legible(note), by=AuthorKind.member)
    return Answer(said=texts.link_added.format(number=in_groups(ticket.number)))


async def subscribed(case: Case, inbound: Subscribed) -> Answer:
    """Greet who follows, by the code that led here."""
    return _greeted(case.book.scenes, inbound.scene, case.book.scenes.followed)


async def scanned(case: Case, inbound: Scanned) -> Answer:
    """Greet who follows already and scanned a code."""
    return _greeted(case.book.scenes, inbound.scene, case.book.scenes.scanned)


async def clicked(case: Case, inbound: Clicked) -> Answer:
    """Ask the bot what a menu entry says."""
    words = menu.words_of(inbound.key_)
    if words is None:
        log.warning("the menu has no key %s", _KEY.sub("?", inbound.key_))
    return Answer(asks=words)


async def opt_ins_changed(case: Case, inbound: OptInsChanged) -> Answer:
    """Note which notices the follower wants."""
    for template_id, accepted in inbound.changes:
        await followers.opt_in(
            case.session, inbound.head.openid, template_id, accepted=accepted
        )
    return Answer()


DEEDS: Mapping[type[Inbound], Callable[[Case, Any], Awaitable[Answer]]] = {
    Text: text,
    Voice: voice,
    Image: picture,
    Video: video,
    File: file,
    Location: location,
    Link: link,
    Subscribed: subscribed,
    Scanned: scanned,
    Clicked: clicked,
    OptInsChanged: opt_ins_changed,
}

CONTACTS: Mapping[type[Inbound], Contact] = {
    Text: Contact.message,
    Voice: Contact.message,
    Image: Contact.message,
    Video: Contact.message,
    File: Contact.message,
    Location: Contact.message,
    Link: Contact.message,
    Subscribed: Contact.following,
    Scanned: Contact.scan,
    Clicked: Contact.tap,
}


def contact(inbound: Inbound) -> Contact | None:
    """Tell what WeChat counts a delivery as; a tap on a link of ours is no message."""
    if isinstance(inbound, Text) and inbound.menu_id:
        return Contact.tap
    return CONTACTS.get(type(inbound))


def scene(inbound: Inbound) -> str | None:
    """Return by which QR code a new follower came."""
    return inbound.scene if isinstance(inbound, Subscribed) else None


def asked(texts: Texts, words: str, *, heard: bool = False) -> Answer:
    """Ask the bot what can be asked; danger is read in any length of text."""
    if not harmless(words):
        return Answer(said=texts.text_missing)
    if len(words.strip()) > LONGEST and danger(words) is None:
        return Answer(said=texts.text_too_long.format(limit=LONGEST))
    return Answer(asks=words, heard=heard)


async def _kept(
    case: Case, kind: AttachmentKind, media_id: str, *, name: str | None = None
) -> Answer:
    """Keep evidence and say where it went."""
    kept = await evidence.receive(
        case.session,
        case.conversation,
        message_id=case.message_id,
        kind=kind,
        source=media_id,
        name=name,
    )
    texts = case.book.texts
    ticket = None if kept.ticket_id is None else await _open_ticket(case)
    if ticket is None:
        return Answer(said=texts.evidence_kept.format(kind=texts.kinds[kind]))
    number = in_groups(ticket.number)
    said = texts.evidence_attached.format(kind=texts.kinds[kind], number=number)
    return Answer(said=said)


async def _open_ticket(case: Case) -> Ticket | None:
    """Return the newest matter that is not settled."""
    newest = await tickets.list_of(case.session, case.conversation)
    return next((each for each in newest if not each.status.is_settled), None)


def _greeted(scenes: Scenes, name: str | None, otherwise: str) -> Answer:
    scene = scenes.scenes.get(name or "")
    if scene is None:
        return Answer(said=otherwise)
    return Answer(said=scene.greeting or otherwise, asks=scene.asks)
