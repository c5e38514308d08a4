"""A delivery on its way through the channel."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from hashlib import sha256

from api.wechat.deeds import Answer
from helpdesk import clock
from helpdesk.models import Conversation, Delivery
from wechat.callback import Opened
from wechat.inbound import Inbound

COMES_AGAIN = timedelta(seconds=8)
"""What is younger is delivered once more at least, five seconds later."""


@dataclass(frozen=True, slots=True)
class Post:
    """One delivery as it came in."""

    inbound: Inbound
    opened: Opened
    by: float
    """Until when it is to be answered, on the event loop's clock."""

    came_at: datetime = field(default_factory=lambda: clock.now())

    @property
    def openid(self) -> str:
        """Return from whom it is."""
        return self.inbound.head.openid

    @property
    def comes_again(self) -> bool:
        """Tell whether WeChat delivers it once more when it gets no answer."""
        written = datetime.fromtimestamp(self.inbound.head.created, UTC)
        return self.came_at - written < COMES_AGAIN

    @property
    def key(self) -> tuple[str, str]:
        """Return what tells it from all others."""
        return self.openid, self.message_id

    @property
    def message_id(self) -> str:
        """Return its name on record; an event's key would show the openid."""
        key = self.inbound.key
        return key if key.isdecimal() else sha256(key.encode()).hexdigest()[:32]


@dataclass(frozen=True, slots=True)
class Taken:
    """A delivery on record, and what it leads to."""

    post: Post
    delivery: Delivery
    conversation: Conversation
    answer: Answer
    is_next: bool = True
    """Everything that the follower did before is decided."""

    @property
    def is_decided(self) -> bool:
        """Tell whether it was answered before."""
        return self.delivery.reply is not None
