"""Writes replies as the messages that a follower sees."""

from collections.abc import Sequence

from api.wechat.texts import Texts
from helpdesk.models import Reply
from wechat.text import harmless, split, tap_link


def parts(replies: Sequence[Reply], texts: Texts) -> list[str]:
    """Write replies as one message, or as several where WeChat takes no longer ones.

    A choice is a link that says its words for who taps it, and can be typed as well.
    """
    blocks = [_block(reply) for reply in replies]
    if any(reply.buttons for reply in replies):
        blocks[-1] += f"\n{texts.tap_or_type}"
    return split("\n\n".join(blocks))


def _block(reply: Reply) -> str:
    links = [tap_link(button.title, button.payload) for button in reply.buttons]
    return "\n".join([harmless(reply.text), *links])
