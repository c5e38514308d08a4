"""Senders: what takes a short message out of the house."""

import logging
from dataclasses import dataclass
from typing import Protocol

from helpdesk.errors import DeliveryFailed
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
