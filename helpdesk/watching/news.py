"""One piece of news: what it is about and whose business it is, never what was said."""

from dataclasses import dataclass
from enum import StrEnum

from helpdesk.scope import Scope

EVERYTHING = "*"
"""Stands for all keys of a topic: so much is new that it is quicker to look anew."""


class Topic(StrEnum):
    """What news is about."""

    tickets = "tickets"  # by number
    talks = "talks"  # by conversation
    floor = "floor"  # by conversation: who waits for an officer
    presence = "presence"  # by number of the ticket that somebody has open


@dataclass(frozen=True, slots=True)
class News:
    """Something happened to one thing."""

    topic: Topic
    key: str
    kind: str
    paths: frozenset[str | None]
    """Of the tickets it belongs to; none: only the whole city's officers hear it."""

    def is_for(self, scope: Scope) -> bool:
        """Tell whether somebody who sees this much hears it."""
        if scope.path is None or self.key == EVERYTHING:
            return True
        return any(map(scope.covers, self.paths))


ALL_IS_NEW = tuple(
    News(topic, EVERYTHING, "changed", frozenset())
    for topic in (Topic.tickets, Topic.talks, Topic.floor, Topic.presence)
)
"""For who was away for too long to be told one by one."""
