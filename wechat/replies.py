"""Replies that travel in the answer to a delivery."""

from wechat.kinds import Head
from wechat.text import cdata, clean


def text_reply(inbound_head: Head, content: str, *, created: int) -> str:
    """Write a text back to who wrote: sender and receiver change places."""
    return (
        "<xml>"
        f"<ToUserName>{cdata(inbound_head.openid)}</ToUserName>"
        f"<FromUserName>{cdata(inbound_head.account)}</FromUserName>"
        f"<CreateTime>{created}</CreateTime>"
        "<MsgType><![CDATA[text]]></MsgType>"
        f"<Content>{cdata(clean(content))}</Content>"
        "</xml>"
    )
