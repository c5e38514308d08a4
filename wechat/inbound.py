"""Reads what WeChat tells into values."""

import re
from collections.abc import Callable

from wechat.errors import BadXml
from wechat.fields import MOMENT, NAME, NUMBER, TOKEN, Fields, parse
from wechat.kinds import (
    Clicked,
    File,
    Head,
    Image,
    Inbound,
    Link,
    Location,
    NoticeSent,
    OptInsChanged,
    Scanned,
    Subscribed,
    Text,
    Unknown,
    Unsubscribed,
    Video,
    Viewed,
    Voice,
    Whereabouts,
)

__all__ = [
    "Clicked",
    "File",
    "Head",
    "Image",
    "Inbound",
    "Link",
    "Location",
    "NoticeSent",
    "OptInsChanged",
    "Scanned",
    "Subscribed",
    "Text",
    "Unknown",
    "Unsubscribed",
    "Video",
    "Viewed",
    "Voice",
    "Whereabouts",
    "read",
]

_WORD = re.compile(r"[A-Za-z0-9_]{1,64}")
_SCENE = re.compile(r"[^\x00-\x20]{1,64}")
_MENU_KEY = re.compile(r"[^\x00-\x1f]{1,128}")
_SCENE_PREFIX = "qrscene_"
_FAILED = re.compile(r"^failed\s*:?\s*")
_LONGEST_DETAIL = 1024
"""Characters of an EventKey: a menu's address has no more."""


def read(xml: str) -> Inbound:
    """Read what one delivery tells."""
    fields = parse(xml)
    head = Head(
        account=fields.one("ToUserName", NAME),
        openid=fields.one("FromUserName", NAME),
        created=int(fields.one("CreateTime", MOMENT)),
    )
    kind = fields.one("MsgType", _WORD).lower()
    if kind == "event":
        return _event(fields, head)
    make = _MESSAGES.get(kind)
    if make is None:
        return Unknown(head, _key(head, kind, fields.optional("MsgId") or ""), kind)
    return make(fields, head, fields.one("MsgId", NUMBER))


def _event(fields: Fields, head: Head) -> Inbound:
    event = fields.one("Event", _WORD).lower()
    detail = fields.optional("EventKey") or fields.optional("MsgID") or ""
    key = _key(head, event, detail)
    make = _EVENTS.get(event)
    return make(fields, head, key) if make else Unknown(head, key, f"event {event}")


def _key(head: Head, event: str, detail: str) -> str:
    """Tell an event from all others, also from another of the same second."""
    if len(detail) > _LONGEST_DETAIL:
        raise BadXml("EventKey is too long")
    return f"{head.openid} {head.created} {event} {detail}"


def _text(fields: Fields, head: Head, message_id: str) -> Text:
    menu_id = fields.optional("bizmsgmenuid") or None
    return Text(head, message_id, fields.text("Content"), menu_id)


def _voice(fields: Fields, head: Head, message_id: str) -> Voice:
    return Voice(
        head,
        message_id,
        media_id=fields.one("MediaId", TOKEN),
        format=fields.one("Format", _WORD).lower(),
        recognition=(fields.optional("Recognition") or "").strip() or None,
    )


def _image(fields: Fields, head: Head, message_id: str) -> Image:
    media_id = fields.one("MediaId", TOKEN)
    return Image(head, message_id, media_id, fields.optional("PicUrl") or "")


def _video(fields: Fields, head: Head, message_id: str) -> Video:
    short = fields.text("MsgType").strip().lower() == "shortvideo"
    return Video(head, message_id, fields.one("MediaId", TOKEN), short)


def _file(fields: Fields, head: Head, message_id: str) -> File:
    has_media, has_size = fields.optional("MediaId"), fields.optional("FileTotalLen")
    return File(
        head,
        message_id,
        media_id=fields.one("MediaId", TOKEN) if has_media else None,
        title=fields.optional("Title") or "",
        size=int(fields.one("FileTotalLen", NUMBER)) if has_size else None,
    )


def _location(fields: Fields, head: Head, message_id: str) -> Location:
    return Location(
        head,
        message_id,
        latitude=fields.degrees("Location_X", most=90),
        longitude=fields.degrees("Location_Y", most=180),
        label=fields.optional("Label") or "",
    )


def _link(fields: Fields, head: Head, message_id: str) -> Link:
    return Link(
        head,
        message_id,
        title=fields.optional("Title") or "",
        description=fields.optional("Description") or "",
        url=fields.optional("Url") or "",
    )


def _subscribed(fields: Fields, head: Head, key: str) -> Subscribed:
    """Read the scene; other keys tell of payments and the like."""
    told = (fields.optional("EventKey") or "").strip()
    if not told.startswith(_SCENE_PREFIX):
        return Subscribed(head, key, None)
    scene = told.removeprefix(_SCENE_PREFIX)
    if not _SCENE.fullmatch(scene):
        raise BadXml("EventKey is no scene")
    return Subscribed(head, key, scene)


def _unsubscribed(fields: Fields, head: Head, key: str) -> Unsubscribed:
    return Unsubscribed(head, key)


def _scanned(fields: Fields, head: Head, key: str) -> Scanned:
    return Scanned(head, key, fields.one("EventKey", _SCENE))


def _clicked(fields: Fields, head: Head, key: str) -> Clicked:
    return Clicked(head, key, fields.one("EventKey", _MENU_KEY))


def _viewed(fields: Fields, head: Head, key: str) -> Viewed:
    return Viewed(head, key, fields.text("EventKey").strip())


def _whereabouts(fields: Fields, head: Head, key: str) -> Whereabouts:
    return Whereabouts(
        head,
        key,
        latitude=fields.degrees("Latitude", most=90),
        longitude=fields.degrees("Longitude", most=180),
    )


def _template_sent(fields: Fields, head: Head, key: str) -> NoticeSent:
    return _notice(head, key, fields.one("MsgID", NUMBER), fields.text("Status"))


def _subscription_sent(fields: Fields, head: Head, key: str) -> Inbound:
    """Read what became of a subscription notice; one sending is one event."""
    entries = list(fields.listed("SubscribeMsgSentEvent"))
    if len(entries) != 1:
        return Unknown(head, key, f"event with {len(entries)} sendings")
    provider_id = entries[0].one("MsgID", NUMBER)
    status = entries[0].text("ErrorStatus")
    if entries[0].text("ErrorCode").strip() == "0":
        status = "success"
    return _notice(head, key + provider_id, provider_id, status)


def _notice(head: Head, key: str, provider_id: str, status: str) -> NoticeSent:
    """Read a status as WeChat writes it: success, failed:user block and the like."""
    said = status.strip().lower()[:128]
    ok = said == "success"
    why = "" if ok else _FAILED.sub("", said) or "failed"
    return NoticeSent(head, key, provider_id, ok, why)


def _answered(fields: Fields, head: Head, key: str) -> OptInsChanged:
    entries = fields.listed("SubscribeMsgPopupEvent")
    return OptInsChanged(head, key, tuple(map(_opt_in, entries)))


def _rearranged(fields: Fields, head: Head, key: str) -> OptInsChanged:
    """Read what the follower switched off in WeChat's settings.

    Switching on again allows no notice: each needs a yes of its own.
    """
    changes = map(_opt_in, fields.listed("SubscribeMsgChangeEvent"))
    refused = tuple(change for change in changes if not change[1])
    return OptInsChanged(head, key, refused)


def _opt_in(entry: Fields) -> tuple[str, bool]:
    template = entry.one("TemplateId", NAME)
    return template, entry.text("SubscribeStatusString").strip() == "accept"


_MESSAGES: dict[str, Callable[[Fields, Head, str], Inbound]] = {
    "text": _text,
    "voice": _voice,
    "image": _image,
    "video": _video,
    "shortvideo": _video,
    "file": _file,
    "location": _location,
    "link": _link,
}

_EVENTS: dict[str, Callable[[Fields, Head, str], Inbound]] = {
    "subscribe": _subscribed,
    "unsubscribe": _unsubscribed,
    "scan": _scanned,
    "click": _clicked,
    "view": _viewed,
    "location": _whereabouts,
    "templatesendjobfinish": _template_sent,
    "subscribe_msg_popup_event": _answered,
    "subscribe_msg_change_event": _rearranged,
    "subscribe_msg_sent_event": _subscription_sent,
}
