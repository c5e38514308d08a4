"""The doctor's table, its marks and exit codes, and what needs no database."""

import asyncio
import json
import os
from datetime import timedelta

import httpx
import pytest
from typer.testing import CliRunner

from gonghui.backups import shelf
from gonghui.backups.making import make
from gonghui.cli import app
from gonghui.doctor import (
    examination,
    installation,
    options,
    parts,
    shared,
    storage,
    talks,
)
from gonghui.findings import Grade, doubtful, fine, wrong
from helpdesk import clock
from helpdesk.database import upgrade
from tests.helpdesk.conftest import make_settings

PRODUCTION = {"database_url": "postgresql://gonghui@127.0.0.1:1/none"}


def about(findings, words: str) -> list[Grade]:
    return [finding.grade for finding in findings if words in finding.what]


class TestExamine:
    async def test_a_look_that_fails_does_not_end_the_others(self, tmp_path):
        async def broken(_):
            yield fine("begun")
            raise RuntimeError("13800138000 was asked for")

        async def good(_):
            yield fine("well")

        wanted = (
            examination.Part("broken", broken),
            examination.Part("good", good),
        )
        settings = make_settings(tmp_path)

        found = [each async for each in examination.examine(settings, wanted)]

        assert [(part, finding.grade) for part, finding in found] == [
            ("broken", Grade.fine),
            ("broken", Grade.wrong),
            ("good", Grade.fine),
        ]
        assert "RuntimeError" in str(found)
        assert "13800138000" not in str(found)

    async def test_a_look_that_hangs_is_told(self, tmp_path, monkeypatch):
        async def hanging(_):
            await asyncio.sleep(60)
            yield fine("never")

        monkeypatch.setattr(examination, "PATIENCE", 0.01)
        wanted = (examination.Part("hanging", hanging),)

        [(_, found)] = [
            each async for each in examination.examine(make_settings(tmp_path), wanted)
        ]

        assert found.grade is Grade.wrong


class TestCommand:
    @pytest.fixture(autouse=True)
    def data_dir(self, tmp_path, monkeypatch):
        monkeypatch.setenv("GONGHUI_DATA_DIR", str(tmp_path))
        monkeypatch.chdir(tmp_path)
        tmp_path.chmod(0o700)

    @pytest.mark.parametrize(
        ("findings", "code"),
        [
            ([fine("a")], 0),
            ([fine("a"), doubtful("b", "do c")], 1),
            ([wrong("a", "do b"), doubtful("c", "do d")], 2),
        ],
    )
    def test_ends_with_the_worst(self, monkeypatch, findings, code):
        async def look(_):
            for finding in findings:
                yield finding

        monkeypatch.setattr(
            "gonghui.doctor.commands.PARTS", (examination.Part("part", look),)
        )

        done = CliRunner().invoke(app, ["doctor"])

        assert done.exit_code == code
        assert [line[13] for line in done.stdout.splitlines() if line[0] != " "] == [
            finding.grade.mark for finding in findings
        ]

    def test_speaks_to_programs(self):
        done = CliRunner().invoke(app, ["doctor", "--json", "--only", "records"])

        [line] = done.stdout.splitlines()
        assert json.loads(line) == {
            "part": "records",
            "grade": "wrong",
            "what": "records: there are none",
            "remedy": "`gonghui db upgrade`",
        }
        assert done.exit_code == 2

    def test_knows_its_parts(self):
        done = CliRunner().invoke(app, ["doctor", "--only", "weather"])

        assert done.exit_code == 2
        assert "weather" in done.output


class TestOptions:
    def look(self, tmp_path, **changes):
        return list(options.look(make_settings(tmp_path, **changes)))

    def test_the_default_is_fine(self, tmp_path, monkeypatch):
        monkeypatch.chdir(tmp_path)

        [found] = self.look(tmp_path)

        assert found.grade is Grade.fine

    @pytest.mark.parametrize(
        ("changes", "words", "grade"),
        [
            (PRODUCTION, "GONGHUI_REDIS_URL", Grade.doubtful),
            (PRODUCTION, "GONGHUI_BOT_SECRET", Grade.wrong),
            (PRODUCTION, "GONGHUI_PUBLIC_URL", Grade.doubtful),
            ({"bot_secret": "short"}, "shorter than", Grade.wrong),
            ({"oidc_issuer": "https://x"}, "GONGHUI_OIDC_CLIENT_ID", Grade.wrong),
            ({"public_url": "http://x"}, "not encrypted", Grade.wrong),
            ({"demo": True, "host": "10.0.0.5"}, "demo mode", Grade.wrong),
        ],
    )
    def test_what_is_missing_is_named(self, tmp_path, changes, words, grade):
        assert about(self.look(tmp_path, **changes), words) == [grade]

    def test_an_open_env_file_is_told(self, tmp_path, monkeypatch):
        monkeypatch.chdir(tmp_path)
        (tmp_path / ".env").touch(0o644)

        assert about(self.look(tmp_path), ".env") == [Grade.doubtful]


class TestStorage:
    @pytest.fixture
    def settings(self, tmp_path):
        folder = tmp_path / "data"
        folder.mkdir(0o700)
        return make_settings(folder, backup_dir=tmp_path / "backups")

    def test_no_folder_is_wrong(self, tmp_path):
        [found] = storage.look(make_settings(tmp_path / "none"))

        assert found.grade is Grade.wrong

    def test_a_folder_of_ones_own_is_fine(self, settings):
        assert about(storage.look(settings), "alone") == [Grade.fine]

    def test_a_folder_for_everybody_is_doubtful(self, settings):
        settings.data_dir.chmod(0o755)

        assert about(storage.look(settings), "others") == [Grade.doubtful]

    def test_keys_for_everybody_are_wrong(self, settings):
        (settings.data_dir / "keys.json").touch(0o644)

        assert about(storage.look(settings), "keys.json") == [Grade.wrong]

    @pytest.mark.parametrize(
        ("free", "grade"),
        [(9e9, Grade.fine), (2e9, Grade.doubtful), (1e8, Grade.wrong)],
    )
    def test_room_is_measured(self, settings, monkeypatch, free, grade):
        class Usage:
            def __init__(self):
                self.free = free

        monkeypatch.setattr(storage.shutil, "disk_usage", lambda _: Usage())

        assert about(storage.look(settings), "GB free") == [grade]

    def test_no_backup_is_told(self, settings):
        assert about(storage.look(settings), "no backup") == [Grade.doubtful]

    @pytest.mark.parametrize(("hours", "grade"), [(3, Grade.fine), (30, Grade.wrong)])
    async def test_the_age_of_the_newest_is_told(
        self, settings, monkeypatch, hours, grade
    ):
        upgrade(settings)
        await make(settings, to=settings.backups, jobs=1)
        later = clock.now() + timedelta(hours=hours)
        monkeypatch.setattr(clock, "now", lambda: later)

        assert about(storage.look(settings), "hours old") == [grade]

    def test_a_damaged_one_is_told(self, settings):
        (settings.backups / "gonghui-20260715T020000Z").mkdir(parents=True)

        assert shelf.listed(settings.backups)
        assert about(storage.look(settings), "no manifest") == [Grade.wrong]


class TestInstallation:
    def test_packages_are_compared_with_the_lock(self, tmp_path):
        (tmp_path / "lock.txt").write_text("typer==0.0.1 \\\n    --hash=sha256:0\n")

        found = installation._packages(tmp_path / "lock.txt")

        assert found.grade is Grade.wrong
        assert "typer" in found.what

    def test_ours_are_those_of_the_lock(self):
        assert installation._packages(installation.LOCKED).grade is Grade.fine

    def test_no_model_is_wrong(self, tmp_path):
        assert installation._model(make_settings(tmp_path)).grade is Grade.wrong

    def test_a_model_of_other_sources_is_doubtful(self, tmp_path):
        (tmp_path / "models").mkdir()
        (tmp_path / "models" / "gonghui.tar.gz").touch()

        assert installation._model(make_settings(tmp_path)).grade is Grade.doubtful

    def test_a_program_that_is_missing_is_named(self, monkeypatch, tmp_path):
        monkeypatch.setenv("PATH", str(tmp_path))

        assert installation._program("pg_dump", "x", needed=True).grade is Grade.wrong


REDIS = {
    "redis_version": "7.0.15",
    "maxmemory_policy": "noeviction",
    "maxmemory": 0,
    "used_memory": 1_000_000,
    "role": "master",
}


class TestRedis:
    @pytest.mark.parametrize(
        ("changes", "words", "grade"),
        [
            ({}, "Redis 7", Grade.fine),
            ({"redis_version": "5.0.3"}, "too old", Grade.wrong),
            ({"maxmemory_policy": "allkeys-lru"}, "evicts", Grade.wrong),
            ({"maxmemory": 1_100_000}, "nearly full", Grade.wrong),
            ({"role": "slave"}, "replica", Grade.wrong),
            ({"rdb_last_bgsave_status": "err"}, "snapshot", Grade.doubtful),
        ],
    )
    def test_is_judged_by_what_it_says(self, changes, words, grade):
        now = clock.now().timestamp()

        found = list(shared.judged(REDIS | changes, theirs=now))

        assert about(found, words) == [grade]

    def test_another_clock_is_told(self):
        found = shared.judged(REDIS, theirs=clock.now().timestamp() - 60)

        assert about(found, "clock") == [Grade.doubtful]

    async def test_one_that_is_away_is_wrong(self, tmp_path):
        settings = make_settings(tmp_path, redis_url="redis://127.0.0.1:1/0")

        [found] = [each async for each in shared.look(settings)]

        assert found.grade is Grade.wrong

    async def test_none_is_not_asked(self, tmp_path):
        assert [each async for each in shared.look(make_settings(tmp_path))] == []


class TestProcesses:
    @pytest.mark.parametrize(
        ("answer", "grade"),
        [
            (httpx.Response(200), Grade.fine),
            (httpx.Response(503), Grade.wrong),
            (httpx.ConnectError("refused"), Grade.doubtful),
            (httpx.ReadTimeout("late"), Grade.wrong),
        ],
    )
    async def test_the_api_is_asked(self, tmp_path, answer, grade):
        def handle(request):
            assert request.url.path == "/readyz"
            if isinstance(answer, Exception):
                raise answer
            return answer

        looking = parts.look(
            make_settings(tmp_path, host="::"),
            transport=httpx.MockTransport(handle),
        )

        [found] = [each async for each in looking]
        assert found.grade is grade
        assert os.linesep not in found.what


class TestBots:
    async def look(self, tmp_path, answers):
        def handle(request):
            if request.url.path == "/readyz":
                return httpx.Response(200)
            assert request.headers["authorization"] == "Bearer a-long-enough-secret"
            return answers[request.url.host]

        settings = make_settings(
            tmp_path,
            bot_url=",".join(f"http://{host}:5005" for host in answers),
            bot_secret="a-long-enough-secret",
        )
        transport = httpx.MockTransport(handle)
        return [each async for each in parts.look(settings, transport=transport)]

    async def test_all_of_one_model_are_fine(self, tmp_path):
        ready = httpx.Response(200, json={"model": "a"})

        found = await self.look(tmp_path, {"10.0.0.1": ready, "10.0.0.2": ready})

        assert about(found, "2 of 2 bots") == [Grade.fine]

    async def test_two_models_are_told(self, tmp_path):
        answers = {
            f"10.0.0.{number}": httpx.Response(200, json={"model": f"m{number}"})
            for number in (1, 2)
        }

        assert about(await self.look(tmp_path, answers), "2 models") == [Grade.doubtful]

    async def test_one_that_takes_nothing_is_named(self, tmp_path):
        answers = {
            "10.0.0.1": httpx.Response(200, json={"model": "a"}),
            "10.0.0.2": httpx.Response(503),
        }

        found = await self.look(tmp_path, answers)

        assert about(found, "10.0.0.2") == [Grade.wrong]
        assert about(found, "1 of 2 bots") == [Grade.fine]


class TestDialogues:
    async def look(self, tmp_path, **changes):
        return [each async for each in talks.look(make_settings(tmp_path, **changes))]

    async def test_a_file_is_fine_for_one_machine(self, tmp_path):
        [found] = await self.look(tmp_path)

        assert found.grade is Grade.fine

    async def test_a_file_beside_postgresql_is_doubtful(self, tmp_path):
        [found] = await self.look(tmp_path, **PRODUCTION)

        assert found.grade is Grade.doubtful

    async def test_the_records_own_database_is_wrong(self, tmp_path):
        both = PRODUCTION | {"tracker_url": "postgresql://bot@127.0.0.1:1/none"}

        assert about(await self.look(tmp_path, **both), "one database") == [Grade.wrong]

    async def test_one_that_is_away_is_wrong(self, tmp_path):
        other = PRODUCTION | {"tracker_url": "postgresql://bot@127.0.0.1:1/talks"}

        assert about(await self.look(tmp_path, **other), "answer") == [Grade.wrong]
