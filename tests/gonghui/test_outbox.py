import asyncio

import pytest
from typer.testing import CliRunner

from gonghui.outbox import outbox
from helpdesk.config import Settings
from helpdesk.database import create_engine, create_sessions, unit_of_work, upgrade
from helpdesk.followers import Contact, followers
from helpdesk.models import OutboxItem, OutboxState
from helpdesk.notifications import notifications

OPENID = "oDEMO-follower-1"


@pytest.fixture(autouse=True)
def settings(tmp_path, monkeypatch):
    monkeypatch.setenv("GONGHUI_DATA_DIR", str(tmp_path))
    settings = Settings()
    upgrade(settings)
    return settings


def run(*arguments: str):
    return CliRunner().invoke(outbox, arguments)


def in_one_work(settings, work):
    async def done():
        engine = create_engine(settings)
        async with unit_of_work(create_sessions(engine)) as session:
            result = await work(session)
        await engine.dispose()
        return result

    return asyncio.run(done())


@pytest.fixture
def dead_letter(settings):
    async def work(session):
        follower = await followers.contacted(session, OPENID, Contact.message)
        await notifications.tell(
            session, follower.identity_id, text="拖欠工资", request_key="floor:7"
        )
        item = await session.get(OutboxItem, 1)
        item.state, item.error, item.tries = OutboxState.failed, "43004", 1
        return item.id

    return in_one_work(settings, work)


class TestList:
    def test_says_when_there_is_nothing(self):
        result = run("list")

        assert result.exit_code == 0
        assert "nothing" in result.output

    def test_shows_what_failed_but_not_whose_it_is(self, dead_letter):
        result = run("list")

        assert "floor:7" in result.output
        assert "43004" in result.output
        assert OPENID not in result.output
        assert "工资" not in result.output


class TestRetry:
    def test_lets_it_be_tried_again(self, settings, dead_letter):
        assert run("retry", str(dead_letter)).exit_code == 0

        async def work(session):
            return (await session.get(OutboxItem, dead_letter)).state

        assert in_one_work(settings, work) is OutboxState.waiting

    def test_refuses_what_is_no_dead_letter(self, dead_letter):
        run("retry", str(dead_letter))

        again, unknown = run("retry", str(dead_letter)), run("retry", "999")

        assert (again.exit_code, unknown.exit_code) == (1, 1)
