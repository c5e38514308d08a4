"""Everything that the stand-in remembers while it runs."""

import secrets
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import yaml

from wechat.standin.account import Account
from wechat.standin.errcodes import Refusal
from wechat.standin.faults import Faults
from wechat.standin.followers import Follower, Shown
from wechat.standin.journal import Journal
from wechat.standin.tokens import Tokens

CAST = Path(__file__).with_name("followers.yml")
FOLLOWERS, MEDIA, CODES, NOTICES = 5000, 300, 1000, 5000  # the oldest are forgotten


@dataclass(frozen=True, slots=True)
class Medium:
    """A file that WeChat keeps for some days."""

    content: bytes = field(repr=False)
    media_type: str
    name: str
    is_video: bool = False


@dataclass(slots=True)
class Code:
    """What a page is given for a follower's openid, once."""

    openid: str
    until: float
    used: bool = False


@dataclass(slots=True)
class World:
    """One account with its followers."""

    account: Account
    shift: float = 0.0  # seconds that the windows' clock was put forward
    followers: dict[str, Follower] = field(default_factory=dict)
    media: dict[str, Medium] = field(default_factory=dict)
    codes: dict[str, Code] = field(default_factory=dict)
    menu: dict[str, Any] | None = None
    notices: dict[tuple[str, str], int] = field(default_factory=dict)
    """Ids of notices by follower and by what the account calls the request."""
    journal: Journal = field(default_factory=Journal)
    faults: Faults = field(default_factory=Faults)
    tokens: Tokens = field(init=False)
    _message: int = field(default_factory=lambda: int(time.time() * 1000) * 1000)
    _shown: int = 0

    def __post_init__(self) -> None:
        self.tokens = Tokens(self.now)
        for person in yaml.safe_load(CAST.read_text("utf-8")):
            self.followers[person["openid"]] = Follower(**person, follows=False)

    def now(self) -> float:
        """Return the time by which windows and tokens end."""
        return time.time() + self.shift

    def message_id(self) -> int:
        """Return a new id; it is new after a restart as well."""
        self._message += 1
        return self._message

    def follower(self, openid: str) -> Follower:
        """Return somebody; who was never heard of follows already."""
        known = self.followers.get(openid)
        if known is None:
            known = _kept(self.followers, FOLLOWERS, openid, Follower(openid, openid))
        return known

    def known(self, openid: object) -> Follower:
        """Return somebody whom the account may name; refuse what is no openid."""
        known = self.followers.get(openid) if isinstance(openid, str) else None
        if known is None:
            raise Refusal(40003)
        return known

    def newcomer(self, name: str | None = None) -> Follower:
        """Invent somebody who does not follow yet."""
        openid = "oDEMO" + secrets.token_urlsafe(17)[:23]
        person = Follower(openid, name or openid[-4:], follows=False)
        return _kept(self.followers, FOLLOWERS, openid, person)

    def keep(self, medium: Medium) -> str:
        """Keep a file; return its media id."""
        media_id = secrets.token_urlsafe(32)
        _kept(self.media, MEDIA, media_id, medium)
        return media_id

    def code(self, openid: str, *, seconds: float = 300) -> str:
        """Give a code for an openid."""
        value = secrets.token_urlsafe(24)
        _kept(self.codes, CODES, value, Code(openid, self.now() + seconds))
        return value

    def noticed(self, openid: str, request: str) -> int:
        """Remember that a notice was sent; return its id."""
        return _kept(self.notices, NOTICES, (openid, request), self.message_id())

    def show(
        self,
        follower: Follower,
        side: Literal["follower", "account", "wechat"],
        kind: str,
        how: str,
        **content: Any,  # noqa: ANN401 - whatever the kind has
    ) -> None:
        """Put something on a telephone."""
        self._shown += 1
        shown = Shown(self._shown, time.time(), side, kind, how, content)
        follower.seen.append(shown)


def _kept[K, T](store: dict[K, T], largest: int, key: K, value: T) -> T:
    """Store a value; forget the oldest where there are too many."""
    store[key] = value
    while len(store) > largest:
        del store[next(iter(store))]
    return value
