import pytest
from sqlalchemy import event

from actions.server import warm
from helpdesk.config import Settings
from helpdesk.database import create_engine, create_sessions, read_only
from helpdesk.finding import finding


@pytest.fixture
async def empty(tmp_path):
    """A database before its first migration."""
    engine = create_engine(Settings(_env_file=None, data_dir=tmp_path / "empty"))
    yield create_sessions(engine)
    await engine.dispose()


class TestWarm:
    async def test_the_first_search_reads_no_names(self, sessions):
        await warm(sessions)

        async with read_only(sessions) as session:
            sent = []
            engine = session.get_bind().engine
            event.listen(
                engine, "before_cursor_execute", lambda *told: sent.append(told[2])
            )
            await finding.employer(session, "岚禾电子")
        assert not any("organisations" in statement for statement in sent)

    async def test_without_records_the_server_starts_all_the_same(self, empty, caplog):
        await warm(empty)

        assert "names are not indexed yet: OperationalError" in caplog.text
