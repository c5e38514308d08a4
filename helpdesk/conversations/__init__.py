"""Conversations: who is talking, what was said, who has the floor."""

from helpdesk.conversations.commands import Command, command, stops
from helpdesk.conversations.floor_service import floor
from helpdesk.conversations.hours import Desk, desk, pin_desk
from helpdesk.conversations.service import conversations
from helpdesk.models import Button, ChannelKind, Floor, Reply

__all__ = [
    "Button",
    "ChannelKind",
    "Command",
    "Desk",
    "Floor",
    "Reply",
    "command",
    "conversations",
    "desk",
    "floor",
    "pin_desk",
    "stops",
]
