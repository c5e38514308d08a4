"""Senders: what takes a message out of the house."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from helpdesk.errors import DeliveryFailed
from helpdesk.models import Reply
from helpdesk.privacy import mask_phone, redact

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class ShortMessage:
    """One message for one phone, as a provider wants it and as it reads."""

    phone: str
    template: str
    values: dict[str, str]
    text: str


class Sender(Protocol):
    """Hands a short message to a provider."""

    async def send(self, message: ShortMessage) -> None:
        """Return when the provider has taken it, else raise DeliveryFailed."""


class DemoSender:
    """Stands in for the provider in demo mode: the log shows the message."""

    async def send(self, message: ShortMessage) -> None:
        """Log the text; the phone is masked, the code is what the demo is for."""
        logger.info("sms to %s: %s", mask_phone(message.phone), redact(message.text))


class NoSender:
    """Stands where no provider is configured: nothing leaves, nothing is lost."""

    async def send(self, message: ShortMessage) -> None:
        """Refuse; the item stays in the outbox and is tried again."""
        raise DeliveryFailed("no provider of short messages is configured")


class Outcome(StrEnum):
    """What became of a message that was handed to WeChat."""

    taken = "taken"
    unsure = "unsure"  # it may have been taken; the answer was lost
    busy = "busy"  # not taken, for now
    too_long = "too_long"
    shut = "shut"  # the follower granted no message, or none is left
    unwanted = "unwanted"  # the follower did not agree to this notice
    gone = "gone"  # never to this follower
    misconfigured = "misconfigured"  # somebody has to set the account right


@dataclass(frozen=True, slots=True)
class Receipt:
    """What WeChat said to a message; nothing of whom it was for."""

    outcome: Outcome
    provider_id: str | None = None
    why: str | None = None


@dataclass(frozen=True, slots=True)
class Notice:
    """What may be told to who wrote longer than 48 hours ago."""

    name: str
    """Ours; the platform's id of it is in the settings."""

    fields: Mapping[str, str]
    tells_all: bool = True
    """False: the message itself follows when the follower writes again."""


class Messenger(Protocol):
    """Writes to followers of the WeChat account."""

    needs_opt_in: bool
    """Whether each notice has to be agreed to before."""

    def parts(self, replies: Sequence[Reply]) -> list[str]:
        """Write replies as the messages that they are sent as."""

    def smaller(self, part: str) -> list[str]:
        """Split what WeChat found too long; a single part can not be split."""

    def notice_id(self, name: str) -> str | None:
        """Return the platform's id of a notice, None where there is none."""

    async def write(self, openid: str, text: str) -> Receipt:
        """Send a message."""

    async def notify(self, openid: str, notice: Notice) -> Receipt:
        """Send a notice."""
