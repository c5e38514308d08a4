"""Notifications: written into the outbox, delivered by the worker."""

from helpdesk.notifications.backlog import Backlog, backlog
from helpdesk.notifications.news import news
from helpdesk.notifications.queue import DeadLetter
from helpdesk.notifications.sender import (
    DemoSender,
    Messenger,
    NoSender,
    Notice,
    Outcome,
    Receipt,
    Sender,
    ShortMessage,
)
from helpdesk.notifications.service import SentMessage, notifications

__all__ = [
    "Backlog",
    "DeadLetter",
    "DemoSender",
    "Messenger",
    "NoSender",
    "Notice",
    "Outcome",
    "Receipt",
    "Sender",
    "SentMessage",
    "ShortMessage",
    "backlog",
    "news",
    "notifications",
]
