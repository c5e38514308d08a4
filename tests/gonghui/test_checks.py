"""`gonghui transcripts check` on records of its own."""

import asyncio
from datetime import UTC, datetime

import pytest
from typer.testing import CliRunner

from gonghui.transcripts import transcripts
from helpdesk.config import Settings
from helpdesk.database import create_engine, create_sessions, unit_of_work, upgrade
from helpdesk.transcripts.records import archive
from tests.helpdesk.transcripts.records.kept import kept, transcript

OLD = transcript(
    "喂", "手也受伤了", began=datetime(2020, 1, 1, tzinfo=UTC), call_id="o"
)


@pytest.fixture
def settings(tmp_path, monkeypatch) -> Settings:
    monkeypatch.setenv("GONGHUI_DATA_DIR", str(tmp_path))
    monkeypatch.delenv("GONGHUI_DATABASE_URL", raising=False)
    settings = Settings()
    upgrade(settings)
    return settings


@pytest.fixture
def run(settings):
    runner = CliRunner()
    return lambda *options: runner.invoke(transcripts, ["check", *options])


def keep(settings, *batch):
    async def work():
        engine = create_engine(settings)
        async with unit_of_work(create_sessions(engine)) as session:
            await archive.keep(session, batch)
        await engine.dispose()

    asyncio.run(work())


class TestCheck:
    def test_says_when_there_is_nothing_to_check(self, run):
        result = run()

        assert (result.exit_code, result.stdout) == (0, "没有要检查的通话。\n")

    def test_prints_how_often_each_rule_was_broken(self, run, settings):
        keep(settings, kept(), kept(of=OLD, name="old.json"))

        result = run("--all")

        first, *rules = result.stdout.splitlines()
        assert first.startswith("检查了2通，能打分的2通，平均")
        assert any("告知录音" in line and "2通 100.0%" in line for line in rules)

    def test_takes_the_days_that_are_asked_for(self, run, settings):
        keep(settings, kept(of=OLD, name="old.json"))

        assert run().stdout.startswith("没有要检查")
        assert run("--since", "2020-01-02").stdout.startswith("没有要检查")
        assert run("--since", "2020-01-01").stdout.startswith("检查了1通")

    def test_checks_again_only_when_asked(self, run, settings):
        keep(settings, kept())
        run("--all")

        assert run("--all").stdout.startswith("没有要检查")
        assert run("--all", "--again").stdout.startswith("检查了1通")

    def test_a_day_that_is_none_is_wrong_usage(self, run):
        assert run("--since", "yesterday").exit_code == 2
