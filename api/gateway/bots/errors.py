"""What can go wrong when the bots are asked.

* BotError
  x BotLate       no answer within the budget
  x BotDown       nobody listens, or the connection broke
    x NotBegun    and no dialogue was begun: another bot may be asked
  x BotBroken     an answer that is none: an error status, no JSON, no message
  x BotBusy       so many messages wait that this one would wait too long
"""


class BotError(Exception):
    """Base class: no bot gave an answer that can be passed on."""

    reason = "error"


class BotLate(BotError):
    """The bot did not answer within the budget."""

    reason = "late"


class BotDown(BotError):
    """The bot cannot be reached."""

    reason = "down"


class NotBegun(BotDown):
    """The bot did not take the message."""


class BotBroken(BotError):
    """The bot answered something that is no answer."""

    reason = "broken"


class BotBusy(BotError):
    """Too many wait already."""

    reason = "busy"

    def __init__(self, seconds: float) -> None:
        super().__init__(f"{seconds:.0f} s")
        self.seconds = seconds
