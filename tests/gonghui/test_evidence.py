import asyncio

import pytest
from typer.testing import CliRunner

from gonghui.evidence import evidence
from helpdesk import evidence as concept
from helpdesk.config import Settings
from helpdesk.conversations import conversations
from helpdesk.database import create_engine, create_sessions, unit_of_work, upgrade
from helpdesk.models import AttachmentKind, ChannelKind, OfficerRole
from helpdesk.officers import officers
from helpdesk.tickets import tickets

JPEG = b"\xff\xd8\xff\xe0photo"
WHO = ("--officer", "li", "--reason", "核对工资条")


@pytest.fixture
def ticket(tmp_path, monkeypatch):
    """A ticket with a picture in the vault; its number."""
    monkeypatch.setenv("GONGHUI_DATA_DIR", str(tmp_path / "data"))
    settings = Settings()
    upgrade(settings)
    return asyncio.run(_ticket(settings))


async def _ticket(settings):
    engine = create_engine(settings)
    sessions = create_sessions(engine)
    async with unit_of_work(sessions) as session:
        await officers.add(
            session,
            login="li",
            name="李",
            password="correct horse battery",
            role=OfficerRole.case_officer,
        )
        talk = await conversations.start(session, channel=ChannelKind.web)
        opened = await tickets.open(
            session,
            category="report_unpaid_wages",
            subject="欠薪",
            conversation=talk,
            message_id="m1",
        )
        await concept.evidence.receive(
            session, talk, message_id="p1", kind=AttachmentKind.image, source="MEDIA"
        )

    async def give(_source, _largest):
        return concept.Fetched(JPEG, name="../../工资条.exe")

    await concept.evidence.fetch_due(sessions, give, data_dir=settings.data_dir)
    await engine.dispose()
    return opened.number


def run(*arguments: str):
    return CliRunner().invoke(evidence, arguments)


class TestList:
    def test_shows_what_was_sent_but_not_what_it_is_called(self, ticket):
        result = run("list", ticket)

        assert result.exit_code == 0
        assert "image\tstored" in result.output
        assert "工资条" not in result.output

    def test_a_number_of_no_ticket_is_one_line(self, ticket):
        result = run("list", "000000000000")

        assert result.exit_code == 1


class TestExport:
    def test_writes_the_opened_files_for_their_owner_alone(self, ticket, tmp_path):
        result = run("export", ticket, str(tmp_path / "out"), *WHO)

        assert result.exit_code == 0, result.output
        [file] = (tmp_path / "out").iterdir()
        assert file.name == "1.jpg"
        assert file.read_bytes() == JPEG
        assert file.stat().st_mode & 0o077 == 0

    def test_writes_nothing_over(self, ticket, tmp_path):
        run("export", ticket, str(tmp_path / "out"), *WHO)

        assert run("export", ticket, str(tmp_path / "out"), *WHO).exit_code == 2

    def test_is_for_officers_only(self, ticket, tmp_path):
        who = ("--officer", "nobody", "--reason", "核对工资条")

        result = run("export", ticket, str(tmp_path / "out"), *who)

        assert result.exit_code == 1
        assert not (tmp_path / "out").exists()

    def test_asks_why(self, ticket, tmp_path):
        who = ("--officer", "li", "--reason", "看")

        assert run("export", ticket, str(tmp_path / "out"), *who).exit_code == 1
