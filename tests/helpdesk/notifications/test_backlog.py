from datetime import timedelta

import pytest

from helpdesk import clock
from helpdesk.models import OutboxItem, OutboxKind, OutboxState
from helpdesk.notifications import Backlog, backlog


@pytest.fixture
def queue(session):
    async def put(**values):
        values = {"kind": OutboxKind.wechat, "payload": {}} | values
        session.add(OutboxItem(**values))
        await session.flush()

    return put


class TestBacklog:
    async def test_nothing_is_nothing(self, session):
        assert await backlog(session, OutboxKind.wechat) == Backlog(None, 0, 0)

    async def test_names_the_longest_waiting_and_counts_the_rest(self, session, queue):
        now = clock.now()
        await queue(due_at=now)
        await queue(due_at=now - timedelta(minutes=5))
        await queue(due_at=now - timedelta(days=1), state=OutboxState.sent)
        for state in (OutboxState.held, OutboxState.failed, OutboxState.failed):
            await queue(due_at=now - timedelta(days=2), state=state)

        found = await backlog(session, OutboxKind.wechat)

        assert found == Backlog(now - timedelta(minutes=5), held=1, failed=2)

    async def test_text_messages_are_counted_apart(self, session, queue):
        await queue(kind=OutboxKind.sms, due_at=clock.now())

        assert (await backlog(session, OutboxKind.wechat)).oldest_due is None
