"""A letter: what an item of the outbox tells a follower of the WeChat account."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Self

from helpdesk.models import Reply
from helpdesk.notifications.sender import Notice


@dataclass(frozen=True, slots=True)
class Letter:
    """What to tell; or of which message the answer is what to tell."""

    replies: tuple[Reply, ...] = ()
    message_id: int | None = None
    """The message whose answer it is, by its key on record."""

    notice: Notice | None = None
    noticed: bool = False
    """The notice was sent; what it did not tell follows."""

    ticket_id: int | None = None
    """Whose news it is: its officers hear of it when it can not be told."""

    left: tuple[str, ...] = field(default=())
    """The parts that are still to be sent, once the first was."""

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Self:
        """Read back what was queued."""
        notice = value["notice"]
        return cls(
            replies=tuple(Reply.from_json(reply) for reply in value["replies"]),
            message_id=value["message_id"],
            notice=notice and Notice(**notice),
            noticed=value["noticed"],
            ticket_id=value["ticket_id"],
            left=tuple(value["left"]),
        )

    def to_json(self) -> dict[str, Any]:
        """Write it as it is queued."""
        return asdict(self)
