"""Macros: written as lines that are read at once, shown before they are run."""

import pytest
from sqlalchemy import select

from helpdesk.canned import canned
from helpdesk.database import unit_of_work
from helpdesk.macros import macros
from helpdesk.models import Macro, OfficerRole, Priority, Ticket, TicketEvent
from helpdesk.tickets import tickets
from tests.api.console.conftest import token_on

HERE = "/console/macros"
SCRIPT = "优先级：紧急\n备注：已打电话"


@pytest.fixture
async def boss(sign_in, sessions):
    async with unit_of_work(sessions) as session:
        await canned.load(session)
        await macros.load(session)
    return await sign_in(OfficerRole.supervisor)


@pytest.fixture
async def ticket(sessions) -> str:
    async with unit_of_work(sessions) as session:
        opened = await tickets.open(
            session, category="report_unpaid_wages", subject="拖欠工资"
        )
        return opened.number


async def post(client, path=HERE, **form):
    page = await client.get(HERE)
    return await client.post(path, data={"token": token_on(page), **form})


async def written(client, **changes) -> str:
    form = {"name": "加急", "script": SCRIPT} | changes
    answer = await post(client, **form)
    assert answer.status_code == 303, answer.text
    return answer.headers["location"].partition("?")[0]


class TestWrite:
    async def test_is_kept_and_shown_as_its_lines(self, boss):
        page = await boss.get(await written(boss))

        assert SCRIPT in page.text
        assert "看得懂，一共 2 步" in page.text

    async def test_what_is_wrong_is_said_by_its_line(self, boss):
        answer = await post(boss, name="坏", script="备注：好\n报警：<b>快")

        assert answer.status_code == 422
        assert "第2行：没有“报警”这种操作" in answer.text
        assert "<b>快" not in answer.text

    async def test_is_read_while_it_is_written(self, boss):
        answer = await post(boss, f"{HERE}/check/out", script="答复用：没有的")

        assert "没有叫“没有的”的常用语" in answer.text
        assert "<html" not in answer.text

    async def test_is_changed_and_put_by(self, boss):
        path = await written(boss)
        await post(boss, path, name="更急", script="优先级：紧急")
        assert "一共 1 步" in (await boss.get(path)).text

        await post(boss, f"{path}/switch")
        assert "恢复使用" in (await boss.get(path)).text

    async def test_a_seat_may_read_but_not_write(self, boss, officer):
        path = await written(boss)

        assert (await officer.get(path)).status_code == 200
        assert (
            await post(officer, path, name="x", script="备注：x")
        ).status_code == 403


class TestRun:
    async def at(self, client, ticket, sessions, **changes) -> str:
        await written(client, **changes)
        async with sessions() as session:
            newest = select(Macro.id).order_by(Macro.id.desc()).limit(1)
            key = await session.scalar(newest)
        return f"/console/tickets/{ticket}/macros/{key}"

    async def test_is_shown_first_and_leaves_no_trace(self, boss, ticket, sessions):
        path = await self.at(boss, ticket, sessions)

        page = await boss.get(path)

        assert "照这样办" in page.text
        assert "已打电话" in page.text
        async with sessions() as session:
            kept = (await session.scalars(select(Ticket))).one()
            assert kept.priority is not Priority.urgent
            assert len((await session.scalars(select(TicketEvent))).all()) == 1

    async def test_is_a_part_for_htmx(self, boss, ticket, sessions):
        path = await self.at(boss, ticket, sessions)

        page = await boss.get(path, headers={"HX-Request": "true"})

        assert "<html" not in page.text
        assert "照这样办" in page.text

    async def test_takes_all_the_steps(self, boss, ticket, sessions):
        path = await self.at(boss, ticket, sessions)

        answer = await post(boss, path)

        assert answer.headers["location"] == f"/console/tickets/{ticket}"
        async with sessions() as session:
            kept = (await session.scalars(select(Ticket))).one()
            assert kept.priority is Priority.urgent

    async def test_takes_none_where_one_can_not_be_taken(self, boss, ticket, sessions):
        path = await self.at(
            boss, ticket, sessions, script="优先级：紧急\n转为：已关闭"
        )
        assert "一步都不会做" in (await boss.get(path)).text

        answer = await post(boss, path)

        assert answer.status_code == 409
        assert "现在是“新登记”" in answer.text
        async with sessions() as session:
            kept = (await session.scalars(select(Ticket))).one()
            assert kept.priority is not Priority.urgent

    async def test_is_offered_on_the_ticket(self, boss, ticket):
        page = await boss.get(f"/console/tickets/{ticket}/aids/macros")

        assert "欠薪：接手、较急、先接住" in page.text
