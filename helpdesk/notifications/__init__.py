"""Notifications: written into the outbox, delivered by the worker."""

from helpdesk.notifications.sender import DemoSender, NoSender, Sender, ShortMessage
from helpdesk.notifications.service import SentMessage, notifications

__all__ = [
    "DemoSender",
    "NoSender",
    "Sender",
    "SentMessage",
    "ShortMessage",
    "notifications",
]
