"""What followers do, as the fields of the XML that WeChat sends for it."""

from collections.abc import Mapping
from typing import Any
from xml.sax.saxutils import escape

Fields = dict[str, Any]

CONTROL = dict.fromkeys((*range(0x09), 0x0B, 0x0C, *range(0x0E, 0x20)))
"""Characters that XML cannot hold; WeChat's own telephone does not send them."""


def to_xml(fields: Mapping[str, Any]) -> str:
    """Write fields as WeChat does: numbers bare, texts in CDATA.

    >>> to_xml({"MsgType": "text", "MsgId": 7})
    '<xml><MsgType><![CDATA[text]]></MsgType><MsgId>7</MsgId></xml>'
    """
    return f"<xml>{_inner(fields)}</xml>"


def _inner(fields: Mapping[str, Any]) -> str:
    return "".join(_element(name, value) for name, value in fields.items())


def _element(name: str, value: object) -> str:
    if isinstance(value, list):
        return "".join(_element(name, part) for part in value)
    if isinstance(value, Mapping):
        inner = _inner(value)
    elif isinstance(value, str):
        clean = value.translate(CONTROL).encode("utf-8", "ignore").decode()
        inner = f"<![CDATA[{clean.replace(']]>', ']]]]><![CDATA[>')}]]>"
    else:
        inner = escape(str(value))
    return f"<{name}>{inner}</{name}>"


def text(content: str, *, menu_id: str | None = None) -> Fields:
    """Words, typed or tapped."""
    tapped = {"bizmsgmenuid": menu_id} if menu_id else {}
    return {"MsgType": "text", "Content": content} | tapped


def voice(media_id: str, *, recognition: str | None = None) -> Fields:
    """A voice message; WeChat's own recognition is there or is not."""
    heard = {} if recognition is None else {"Recognition": recognition}
    return {"MsgType": "voice", "MediaId": media_id, "Format": "amr"} | heard


def image(media_id: str, *, url: str) -> Fields:
    """A picture."""
    return {"MsgType": "image", "PicUrl": url, "MediaId": media_id}


def video(media_id: str, *, thumb: str, short: bool = False) -> Fields:
    """A film."""
    kind = "shortvideo" if short else "video"
    return {"MsgType": kind, "MediaId": media_id, "ThumbMediaId": thumb}


def file(title: str, *, size: int, media_id: str | None = None) -> Fields:
    """A file; WeChat mostly tells its name alone."""
    there = {"MediaId": media_id} if media_id else {}
    return {
        "MsgType": "file",
        "Title": title,
        "Description": "",
        "FileKey": "standin",
        "FileMd5": "0" * 32,
        "FileTotalLen": size,
    } | there


def location(latitude: float, longitude: float, *, label: str) -> Fields:
    """A place that somebody sends."""
    return {
        "MsgType": "location",
        "Location_X": latitude,
        "Location_Y": longitude,
        "Scale": 16,
        "Label": label,
    }


def link(title: str, *, description: str, url: str) -> Fields:
    """A page that somebody passes on."""
    return {
        "MsgType": "link",
        "Title": title,
        "Description": description,
        "Url": url,
    }


def event(name: str, **fields: Any) -> Fields:  # noqa: ANN401 - the event's own
    """An event."""
    return {"MsgType": "event", "Event": name} | fields


def subscribed(scene: str | None) -> Fields:
    """Somebody follows, by a QR code or without."""
    if not scene:
        return event("subscribe", EventKey="")
    return event("subscribe", EventKey=f"qrscene_{scene}", Ticket="standin")


def template_sent(msgid: int, *, ok: bool) -> Fields:
    """What became of a template message."""
    status = "success" if ok else "failed:user block"
    return event("TEMPLATESENDJOBFINISH", MsgID=msgid, Status=status)


def subscription_sent(template_id: str, *, msgid: int) -> Fields:
    """What became of a subscription notice."""
    result = {
        "TemplateId": template_id,
        "MsgID": msgid,
        "ErrorCode": 0,
        "ErrorStatus": "success",
    }
    return event("subscribe_msg_sent_event", SubscribeMsgSentEvent={"List": [result]})


def opted(template_id: str, *, accepted: bool) -> Fields:
    """Somebody agreed to a notice, or did not."""
    answer = {
        "TemplateId": template_id,
        "SubscribeStatusString": "accept" if accepted else "reject",
        "PopupScene": 1,
    }
    return event("subscribe_msg_popup_event", SubscribeMsgPopupEvent={"List": [answer]})
