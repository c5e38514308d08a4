"""Followers: what each sees, and how often the account may still write to them."""

from collections import deque
from dataclasses import dataclass, field
from typing import Any, Literal

from wechat.standin.errcodes import Refusal

SEEN = 300  # things on one telephone; older ones are forgotten

Contact = Literal["message", "contact"]
GRANTS: dict[Contact, tuple[int, float]] = {
    "message": (5, 48 * 3600.0),
    "contact": (3, 60.0),  # a menu tap, a scan, the following itself
}


@dataclass(frozen=True, slots=True)
class Shown:
    """One thing on a follower's telephone."""

    number: int
    at: float
    side: Literal["follower", "account", "wechat"]
    kind: str
    how: str  # by which way it came
    content: dict[str, Any]


@dataclass(slots=True)
class Grant:
    """So many messages until then."""

    left: int
    until: float


@dataclass(slots=True)
class Follower:
    """Somebody with a telephone."""

    openid: str
    name: str
    follows: bool = True
    blocks: bool = False
    is_snapshot: bool = False
    grants: dict[Contact, Grant] = field(default_factory=dict)
    opt_ins: dict[str, int] = field(default_factory=dict)
    seen: deque[Shown] = field(default_factory=lambda: deque(maxlen=SEEN))

    def contacted(self, kind: Contact, *, now: float) -> None:
        """Allow the account to answer what the follower did."""
        left, seconds = GRANTS[kind]
        self.grants[kind] = Grant(left, now + seconds)

    def spend(self, *, now: float) -> None:
        """Use up one message; refuse outside every window, or when none is left."""
        if not self.follows:
            raise Refusal(43004)
        if self.blocks:
            raise Refusal(48002)
        open_ones = [grant for grant in self.grants.values() if grant.until > now]
        if not open_ones:
            raise Refusal(45015)
        usable = [grant for grant in open_ones if grant.left]
        if not usable:
            raise Refusal(45047)
        min(usable, key=lambda grant: grant.until).left -= 1

    def left_from(self) -> None:
        """Stop following: what was allowed is over."""
        self.follows = False
        self.grants.clear()
        self.opt_ins.clear()
