"""The bots, which run the dialogue: which one is asked, and what it says."""

from api.gateway.bots.bots import Bots
from api.gateway.bots.errors import (
    BotBroken,
    BotBusy,
    BotDown,
    BotError,
    BotLate,
    NotBegun,
)
from api.gateway.bots.messages import BotAnswer, Question

__all__ = [
    "BotAnswer",
    "BotBroken",
    "BotBusy",
    "BotDown",
    "BotError",
    "BotLate",
    "Bots",
    "NotBegun",
    "Question",
]
