"""Calls are checked by the worker as they come in."""

import asyncio

import pytest
from sqlalchemy import func, select

from helpdesk import worker
from helpdesk.database import unit_of_work
from helpdesk.models import CallCheck
from helpdesk.notifications import NoSender
from helpdesk.quality import quality
from helpdesk.transcripts.records import archive
from helpdesk.worker import Jobs, Providers
from tests.helpdesk.transcripts.records.kept import kept, transcript


@pytest.fixture
def jobs(settings, sessions):
    return Jobs(settings, sessions, Providers(sender=NoSender()), asyncio.Event())


async def keep(sessions, *texts):
    calls = [
        kept(of=transcript("您好，请讲", text, call_id=text), name=f"{text}.json")
        for text in texts
    ]
    async with unit_of_work(sessions) as session:
        await archive.keep(session, calls)


async def checked(sessions):
    async with sessions() as session:
        return await session.scalar(select(func.count(CallCheck.id)))


class TestCheckCalls:
    async def test_checks_what_came_in_since(self, sessions, jobs):
        await keep(sessions, "欠我工资", "手受伤了")
        await jobs.check_calls()
        assert await checked(sessions) == 2

        await keep(sessions, "没有加班费")
        await jobs.check_calls()

        assert await checked(sessions) == 3

    async def test_finds_a_call_that_was_kept_before_a_later_one(self, sessions, jobs):
        await keep(sessions, "欠我工资")
        jobs.reached.record_id = worker.LOOKED_AT_AGAIN

        await jobs.check_calls()

        assert await checked(sessions) == 1

    async def test_a_call_that_nobody_can_read_stops_no_other_job(
        self, sessions, jobs, monkeypatch, caplog
    ):
        async def broken(*_, **__):
            raise ValueError("13800138000")

        monkeypatch.setattr(type(quality), "check_new", broken)

        await jobs.check_calls()

        assert "ValueError" in caplog.text
        assert "13800138000" not in caplog.text

    async def test_ends_when_it_is_told_to(self, sessions, jobs):
        await keep(sessions, "欠我工资")
        jobs.stop.set()

        await jobs.check_calls()

        assert await checked(sessions) == 0
