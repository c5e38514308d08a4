"""Access tokens: the stable one, and the old one where each fetch ends the last."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field

from wechat.standin.errcodes import Refusal

LIFE = 7200  # seconds
OVERLAP = 300  # an old token goes on so long, and the stable one is renewed so early
FORCED_A_DAY, FORCED_APART = 20, 30
DAY = 86_400


@dataclass(frozen=True, slots=True)
class Token:
    """One token and until when it is taken."""

    value: str
    until: float


@dataclass(slots=True)
class Tokens:
    """The tokens of one account."""

    now: Callable[[], float]
    life: int = LIFE
    _stable: Token | None = None
    _plain: Token | None = None
    _valid: dict[str, float] = field(default_factory=dict)
    _forced: list[float] = field(default_factory=list)

    def stable(self, *, force: bool) -> dict[str, str | int]:
        """Give the token that everybody shares; forced, a new one."""
        if force:
            self._count_forced()
        if force or self._stable is None or self._left(self._stable) <= OVERLAP:
            self._stable = self._next(self._stable)
        return self._told(self._stable)

    def plain(self) -> dict[str, str | int]:
        """Give a new token, as `GET /cgi-bin/token` does each time."""
        self._plain = self._next(self._plain)
        return self._told(self._plain)

    def check(self, value: str) -> None:
        """Refuse what is no token of now."""
        if not value:
            raise Refusal(41001)
        until = self._valid.get(value)
        if until is None:
            raise Refusal(40001)
        if until <= self.now():
            raise Refusal(42001)

    def expire(self) -> None:
        """End every token, as when somebody resets the secret."""
        self._valid = dict.fromkeys(self._valid, 0.0)
        self._stable = self._plain = None

    def _next(self, old: Token | None) -> Token:
        now = self.now()
        if old is not None:
            self._valid[old.value] = min(old.until, now + OVERLAP)
        self._valid = {
            value: until for value, until in self._valid.items() if until > now - DAY
        }
        token = Token(secrets.token_urlsafe(96), now + self.life)
        self._valid[token.value] = token.until
        return token

    def _count_forced(self) -> None:
        now = self.now()
        self._forced = [at for at in self._forced if at > now - DAY]
        if self._forced and now - self._forced[-1] < FORCED_APART:
            raise Refusal(45011)
        if len(self._forced) >= FORCED_A_DAY:
            raise Refusal(45009)
        self._forced.append(now)

    def _left(self, token: Token) -> int:
        return int(token.until - self.now())

    def _told(self, token: Token) -> dict[str, str | int]:
        return {"access_token": token.value, "expires_in": self._left(token)}
