"""An outbox on both databases, and one who follows the account."""

import pytest

from tests.helpdesk.notifications.outbox import Outbox


@pytest.fixture
def outbox(sessions, time):
    return Outbox(sessions)


@pytest.fixture
async def follower(outbox):
    return await outbox.follow()
