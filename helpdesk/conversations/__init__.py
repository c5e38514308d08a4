"""Conversations: who is talking, what was said, who has the floor."""

from helpdesk.conversations.service import conversations
from helpdesk.models import Button, ChannelKind, Floor, Reply

__all__ = ["Button", "ChannelKind", "Floor", "Reply", "conversations"]
