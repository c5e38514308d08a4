from collections import Counter
from datetime import timedelta

import pytest
from prometheus_client import REGISTRY

from helpdesk import clock
from helpdesk.conversations import conversations, floor
from helpdesk.database import after_commit, create_sessions, unit_of_work
from helpdesk.figures import job, keep_figures
from helpdesk.models import ChannelKind, OutboxItem, OutboxKind, OutboxState
from helpdesk.tickets import tickets


def figure(name: str, **labels: str) -> float:
    return REGISTRY.get_sample_value(name, labels) or 0.0


@pytest.fixture
def sessions(engine):
    return create_sessions(engine)


class TestKeepFigures:
    async def test_counts_what_has_not_left(self, sessions):
        due = clock.now() - timedelta(seconds=90)
        async with unit_of_work(sessions) as session:
            for state in (OutboxState.waiting, OutboxState.failed, OutboxState.sent):
                item = OutboxItem(kind=OutboxKind.wechat, payload={}, state=state)
                item.due_at = due
                session.add(item)

        await keep_figures(sessions)

        held = figure("gonghui_outbox_items", kind="wechat", state="held")
        failed = figure("gonghui_outbox_items", kind="wechat", state="failed")
        assert (held, failed) == (0, 1)
        assert figure("gonghui_outbox_items", kind="wechat", state="waiting") == 1
        assert 90 <= figure("gonghui_outbox_oldest_seconds", kind="wechat") < 150
        assert figure("gonghui_outbox_oldest_seconds", kind="sms") == 0

    async def test_counts_limits_that_are_over_and_near(self, sessions):
        await keep_figures(sessions)
        before = {
            (limit, state): figure("gonghui_deadlines", limit=limit, state=state)
            for limit in ("answer", "settle")
            for state in ("over", "near")
        }
        today, now = clock.today(), clock.now()
        async with unit_of_work(sessions) as session:
            for due_on, answer in (
                (today - timedelta(days=1), now - timedelta(minutes=1)),
                (today, now + timedelta(hours=1)),
                (today + timedelta(days=9), now + timedelta(days=2)),
            ):
                ticket = await tickets.open(
                    session, category="report_unpaid_wages", subject="拖欠工资"
                )
                ticket.due_on, ticket.answer_due_at = due_on, answer

        await keep_figures(sessions)

        for (limit, state), count in before.items():
            now = figure("gonghui_deadlines", limit=limit, state=state)
            assert now == count + 1, (limit, state)

    async def test_counts_who_waits_for_an_officer(self, sessions):
        async with unit_of_work(sessions) as session:
            conversation = await conversations.start(session, channel=ChannelKind.web)
            await floor.queue(session, conversation, reason="人工")

        await keep_figures(sessions)

        assert figure("gonghui_officer_queue") == 1
        assert figure("gonghui_officer_queue_oldest_seconds") >= 0


class TestTicketEvents:
    def opened(self) -> Counter[str]:
        """Return how many tickets were opened, by category."""
        found: Counter[str] = Counter()
        for family in REGISTRY.collect():
            for sample in family.samples:
                if sample.name == "gonghui_tickets_opened_total":
                    found[sample.labels["category"]] += int(sample.value)
        return found

    async def open(self, sessions, category: str = "report_unpaid_wages") -> None:
        async with unit_of_work(sessions) as session:
            await tickets.open(session, category=category, subject="拖欠工资")

    async def test_are_counted_and_logged_by_number(self, sessions, caplog):
        caplog.set_level("INFO", logger="helpdesk.tickets")
        before = self.opened()["report_unpaid_wages"]

        await self.open(sessions)

        assert self.opened()["report_unpaid_wages"] == before + 1
        (record,) = [r for r in caplog.records if getattr(r, "event", "") == "opened"]
        assert len(record.ticket) == 12
        assert "工资" not in record.getMessage()

    async def test_of_a_category_that_nobody_knows_are_others(self, sessions):
        await self.open(sessions, category="made_up_by_a_program")

        assert self.opened()["other"] > 0
        assert "made_up_by_a_program" not in self.opened()

    async def test_that_are_rolled_back_did_not_happen(self, sessions):
        before = figure("gonghui_ticket_events_total", kind="opened")

        async def fail() -> None:
            async with unit_of_work(sessions) as session:
                await tickets.open(session, category="ask_help", subject="拖欠工资")
                raise RuntimeError

        with pytest.raises(RuntimeError):
            await fail()

        assert figure("gonghui_ticket_events_total", kind="opened") == before


class TestAfterCommit:
    async def test_tells_once_it_holds(self, sessions):
        told: list[str] = []

        async with unit_of_work(sessions) as session:
            after_commit(session, lambda: told.append("done"))
            assert told == []

        assert told == ["done"]


class TestJob:
    def test_is_timed_and_its_success_kept(self):
        with job("sweep"):
            pass

        assert figure("gonghui_job_seconds_count", task="sweep") == 1
        name = "gonghui_job_last_success_timestamp_seconds"
        assert figure(name, task="sweep") > 1e9
        assert figure("gonghui_job_failures_total", task="sweep") == 0

    def test_that_fails_is_counted_and_goes_on_failing(self):
        with pytest.raises(OSError, match="full"), job("write"):
            raise OSError("full")

        assert figure("gonghui_job_failures_total", task="write") == 1
        name = "gonghui_job_last_success_timestamp_seconds"
        assert REGISTRY.get_sample_value(name, {"task": "write"}) is None
