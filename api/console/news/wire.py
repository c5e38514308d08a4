"""How news goes over the wire: server-sent events, with the time as their id."""

import json
from collections import defaultdict
from collections.abc import Iterable
from datetime import UTC, datetime

from helpdesk.watching import News, Topic

HELLO = b"retry: 3000\n\n"  # milliseconds until a browser that lost us comes back


def written(news: Iterable[News], *, at: datetime) -> bytes:
    """Write news, one event for each topic; nothing where there is none.

    The data are the kinds by key: ``{"261123000017": "changed"}``.
    """
    topics: defaultdict[Topic, dict[str, str]] = defaultdict(dict)
    for each in news:
        topics[each.topic][each.key] = each.kind
    events = (
        f"id: {_id(at)}\nevent: {topic}\ndata: {json.dumps(kinds)}\n\n"
        for topic, kinds in topics.items()
    )
    return "".join(events).encode()


def beat(at: datetime) -> bytes:
    """Write a sign of life; a browser that comes back after it missed less."""
    return f": \nid: {_id(at)}\n\n".encode()


def moment_of(last: str) -> datetime | None:
    """Read the id that a browser heard last; none where it is not one of ours."""
    try:
        return datetime.fromtimestamp(int(last) / 1000, UTC)
    except (ValueError, OverflowError, OSError):
        return None


def _id(at: datetime) -> int:
    return int(at.timestamp() * 1000)
