"""A ticket that was opened in this conversation, and somebody else in another."""

import pytest

from actions.server import build_executor
from helpdesk.conversations import conversations
from helpdesk.database import unit_of_work
from helpdesk.tickets import tickets
from tests.actions.conftest import Stage, begin_conversation


async def opened(stage, subject, *, message_id, category="report_overtime", **more):
    """Open a ticket in a stage's conversation, and return its number."""
    async with unit_of_work(stage.sessions) as session:
        conversation = await conversations.by_thread(session, stage.thread)
        ticket = await tickets.open(
            session,
            category=category,
            subject=subject,
            conversation=conversation,
            message_id=message_id,
            **more,
        )
    return ticket.number


@pytest.fixture
async def number(stage):
    """The number of a ticket that was opened in this conversation."""
    return await opened(stage, "加班没有加班费", message_id="before")


@pytest.fixture
async def stranger(sessions):
    """Somebody else, in a conversation of their own."""
    other = await begin_conversation(sessions)
    return Stage(build_executor(sessions), sessions, other.thread)
