"""There and back again, on SQLite and from one PostgreSQL to another."""

import asyncio
import base64
import json
import os
from contextlib import suppress

import pytest
from sqlalchemy import make_url, text

from gonghui.backups import files, postgres, restoring
from gonghui.backups import shelf as shelves
from gonghui.backups.making import make
from helpdesk import clock
from helpdesk.conversations import conversations
from helpdesk.database import create_engine, create_sessions, read_only, unit_of_work
from helpdesk.errors import BackupFault, ConfigurationError
from helpdesk.evidence import vault
from helpdesk.members import members
from helpdesk.models import ChannelKind
from helpdesk.seed import DEMO_MEMBER
from helpdesk.tickets import tickets
from tests.helpdesk.conftest import SEEDED


async def kept(settings, shelf):
    return await make(settings, to=shelf, jobs=2)


async def brought_back(settings, backup, *, replace=False):
    return await restoring.restore(settings, backup, replace=replace, jobs=2)


async def asked(settings, work):
    engine = create_engine(settings)
    try:
        async with unit_of_work(create_sessions(engine)) as session:
            return await work(session)
    finally:
        await engine.dispose()


async def a_ticket(session, message="m1"):
    conversation = await conversations.start(session, channel=ChannelKind.web)
    ticket = await tickets.open(
        session,
        category="report_unpaid_wages",
        subject="拖欠工资",
        conversation=conversation,
        message_id=message,
    )
    return ticket.number


class TestThereAndBack:
    async def test_counts_agree_and_a_member_opens(self, settings, elsewhere, shelf):
        where, manifest = await kept(settings, shelf)

        restored = await brought_back(elsewhere, where)

        assert manifest.contents.counts["members"] == SEEDED
        assert restored.opened >= 3
        assert restored.pending == 0
        member = await asked(
            elsewhere, lambda s: members.by_phone(s, DEMO_MEMBER.phone)
        )
        assert member.name == DEMO_MEMBER.name
        assert member.id_number == DEMO_MEMBER.id_number

    async def test_numbers_told_since_are_given_to_nobody_else(
        self, settings, elsewhere, shelf
    ):
        where, _ = await kept(settings, shelf)
        told = await asked(settings, a_ticket)

        restored = await brought_back(elsewhere, where)

        assert restored.skipped > 40_000
        assert await asked(elsewhere, a_ticket) > told

    async def test_sealed_files_come_along(self, settings, elsewhere, shelf):
        stored = vault.put(settings.data_dir, b"a photograph", at=clock.now())
        where, _ = await kept(settings, shelf)

        restored = await brought_back(elsewhere, where)

        assert restored.files == 1
        assert vault.get(elsewhere.data_dir, stored) == b"a photograph"

    async def test_of_what_others_write_it_has_one_moment(
        self, settings, elsewhere, shelf
    ):
        writing = asyncio.create_task(_write_on(settings))
        await asyncio.sleep(0.2)

        where, manifest = await kept(settings, shelf)

        writing.cancel()
        with suppress(asyncio.CancelledError):
            await writing
        await brought_back(elsewhere, where)
        counts = manifest.contents.counts
        assert counts["ticket_events"] == counts["tickets"]  # each opens with one


async def _write_on(settings):
    engine = create_engine(settings)
    try:
        for number in range(100_000):
            async with unit_of_work(create_sessions(engine)) as session:
                await a_ticket(session, f"m{number}")
            await asyncio.sleep(0)
    finally:
        await engine.dispose()


class TestPrivacy:
    async def test_holds_no_key_and_is_the_owners_alone(self, settings, shelf):
        where, _ = await kept(settings, shelf)

        secret = base64.b64encode(b"f" * 32)
        for file in where.rglob("*"):
            assert file.stat().st_mode & 0o077 == 0, file
            assert not file.is_file() or secret not in file.read_bytes(), file
        assert (where.stat().st_mode | shelf.stat().st_mode) & 0o077 == 0

    async def test_its_manifest_names_keys_by_id(self, settings, shelf):
        where, _ = await kept(settings, shelf)

        told = json.loads((where / "manifest.json").read_text())

        assert told["contents"]["keys"]["k1"] > SEEDED
        assert DEMO_MEMBER.phone not in (where / "manifest.json").read_text()


OTHER = base64.b64encode(b"o" * 32).decode()


class TestRefusals:
    """Whatever does not fit is told before anything is written."""

    @pytest.mark.parametrize(
        ("changes", "named"),
        [
            ({"field_keys": f"k2:{OTHER}"}, "k1"),
            ({"field_keys": f"k1:{OTHER}"}, "k1"),
            ({"lookup_key": OTHER}, "lookup key"),
        ],
    )
    async def test_other_keys(self, settings, elsewhere, shelf, changes, named):
        where, _ = await kept(settings, shelf)
        changed = type(settings)(
            _env_file=None, **{**elsewhere.model_dump(), **changes}
        )

        with pytest.raises(BackupFault, match=f"missing or another: {named}"):
            await brought_back(changed, where)

        await self._is_untouched(elsewhere, where)

    async def test_no_keys(self, settings, elsewhere, shelf):
        where, _ = await kept(settings, shelf)
        if settings.is_production:
            return  # its settings are refused without keys
        bare = type(settings)(_env_file=None, data_dir=elsewhere.data_dir)

        with pytest.raises(BackupFault, match="there are no keys"):
            await brought_back(bare, where)

        assert list(elsewhere.data_dir.iterdir()) == []

    @pytest.mark.parametrize("harm", [lambda f: f.write_bytes(b"x"), os.remove])
    async def test_a_harmed_file(self, settings, elsewhere, shelf, harm):
        where, manifest = await kept(settings, shelf)
        harm(where / max(manifest.files, key=lambda name: manifest.files[name].size))

        with pytest.raises(BackupFault, match=r"is damaged|is missing"):
            await brought_back(elsewhere, where)

    async def test_a_harmed_manifest(self, settings, elsewhere, shelf):
        where, _ = await kept(settings, shelf)
        (where / "manifest.json").write_text('{"format": 1}')

        with pytest.raises(BackupFault, match="damaged"):
            await brought_back(elsewhere, where)

    async def test_another_database(self, settings, shelf, tmp_path):
        where, _ = await kept(settings, shelf)
        other = "sqlite:///" + str(tmp_path / "other.db")
        if not settings.is_production:
            other = "postgresql://gonghui@127.0.0.1:1/other"
        changed = settings.model_copy(update={"database_url": other})

        with pytest.raises(BackupFault, match="the backup is of"):
            await brought_back(changed, where)

    async def test_a_newer_schema(self, settings, elsewhere, shelf):
        async def newer(session):
            await session.execute(
                text("UPDATE alembic_version SET version_num = '9999'")
            )

        await asked(settings, newer)
        where, _ = await kept(settings, shelf)

        with pytest.raises(BackupFault, match=r"schema \(9999\) is newer"):
            await brought_back(elsewhere, where)

    async def _is_untouched(self, settings, where):
        assert (await brought_back(settings, where)).opened


class TestWhatIsThere:
    async def test_stays_unless_told(self, settings, shelf):
        where, _ = await kept(settings, shelf)
        number = await asked(settings, a_ticket)

        with pytest.raises(BackupFault, match="--replace"):
            await brought_back(settings, where)

        assert await asked(settings, lambda s: tickets.by_number(s, number))

    async def test_goes_when_told(self, settings, shelf):
        where, manifest = await kept(settings, shelf)
        await asked(settings, a_ticket)

        await brought_back(settings, where, replace=True)

        engine = create_engine(settings)
        async with read_only(create_sessions(engine)) as session:
            count = await session.scalar(text("SELECT count(*) FROM tickets"))
        await engine.dispose()
        assert count == manifest.contents.counts["tickets"]

    async def test_stays_while_somebody_uses_it(self, settings, shelf, sessions):
        where, _ = await kept(settings, shelf)

        async with read_only(sessions) as session:
            await session.execute(text("SELECT count(*) FROM members"))
            with pytest.raises(BackupFault, match="stop the assistant"):
                await brought_back(settings, where, replace=True)


@pytest.mark.only_sqlite
class TestShelf:
    async def test_a_file_that_was_there_before_is_linked(self, settings, shelf):
        stored = vault.put(settings.data_dir, b"a photograph", at=clock.now())
        first, _ = await kept(settings, shelf)

        second, _ = await kept(settings, shelf)

        assert os.path.samefile(first / stored.path, second / stored.path)
        [gone] = shelves.prune(shelf, keep=1)
        assert gone == first
        assert await restoring.verify(settings, second)

    async def test_a_file_that_is_deleted_meanwhile_is_not_missed(
        self, settings, shelf, monkeypatch
    ):
        stored = vault.put(settings.data_dir, b"a photograph", at=clock.now())
        listed = list(files.sealed_files(settings.data_dir))
        monkeypatch.setattr(files, "sealed_files", lambda _: listed)
        vault.remove(settings.data_dir, stored.path)

        _, manifest = await kept(settings, shelf)

        assert stored.path not in manifest.files

    async def test_one_is_made_at_a_time(self, settings, shelf):
        with (
            shelves.new(shelf, at=clock.now()),
            pytest.raises(BackupFault, match="another backup"),
        ):
            await kept(settings, shelf)

    async def test_what_a_killed_one_left_is_no_backup_and_goes(self, settings, shelf):
        left = shelf / ".incomplete-gonghui-20260715T020000Z"
        left.mkdir(parents=True)

        assert shelves.listed(shelf) == []
        where, _ = await kept(settings, shelf)

        assert shelves.listed(shelf) == [where]
        assert not left.exists()

    async def test_two_of_one_second_are_two(self, settings, shelf, monkeypatch):
        now = clock.now()
        monkeypatch.setattr(clock, "now", lambda: now)

        made = [(await kept(settings, shelf))[0] for _ in range(2)]

        assert shelves.listed(shelf) == made

    def test_an_unknown_one_is_named(self, shelf):
        with pytest.raises(BackupFault, match="no backup lost"):
            shelves.find(shelf, "lost")


class TestTools:
    def test_say_what_to_install(self, monkeypatch, tmp_path):
        monkeypatch.setattr(postgres, "DEBIAN", tmp_path)
        monkeypatch.setenv("PATH", str(tmp_path))

        with pytest.raises(BackupFault, match="apt-get install postgresql-client"):
            postgres.find("pg_dump")

    def test_are_told_the_password_by_their_environment(self):
        url = make_url("postgresql://u:secret@db:5433/records?sslmode=require")

        assert postgres.environment(url) == {
            "PGHOST": "db",
            "PGPORT": "5433",
            "PGUSER": "u",
            "PGPASSWORD": "secret",
            "PGDATABASE": "records",
            "PGSSLMODE": "require",
        }

    def test_what_they_say_of_rows_is_not_repeated(self):
        told = b"pg_restore: error: COPY failed\nDETAIL: Key (phone)=(13800130000)\n"

        assert postgres._why(told) == "pg_restore: error: COPY failed"


async def test_a_database_that_is_away_is_a_fault(settings, shelf, tmp_path):
    away = settings.model_copy(
        update={
            "database_url": "postgresql://gonghui@127.0.0.1:1/away"
            if settings.is_production
            else f"sqlite:///{tmp_path}/none/none.db"
        }
    )

    with pytest.raises((BackupFault, ConfigurationError, OSError)):
        await kept(away, shelf)

    assert shelves.listed(shelf) == []
    assert not list(shelf.glob(".incomplete*"))
