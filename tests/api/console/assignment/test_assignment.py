"""Rules of assignment on their page: written, put in order, tried before they hold."""

import pytest
from sqlalchemy import select

from helpdesk.assignment import assignment
from helpdesk.conversations.hours import pin_desk
from helpdesk.database import unit_of_work
from helpdesk.models import AssignmentRule, OfficerRole, Ticket
from helpdesk.tickets import tickets
from tests.api.console.conftest import token_on
from tests.api.console.organisations.test_organisations import unions  # noqa: F401

HERE = "/console/assignment"


@pytest.fixture(autouse=True)
def desk_open():
    pin_desk("open")
    yield
    pin_desk(None)


@pytest.fixture
async def boss(sign_in, sessions):
    async with unit_of_work(sessions) as session:
        await assignment.load(session)
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


async def rules(sessions):
    ordered = select(AssignmentRule).order_by(AssignmentRule.position)
    async with sessions() as session:
        return (await session.scalars(ordered)).all()


class TestList:
    async def test_says_for_which_tickets_and_to_whom(self, boss):
        page = await boss.get(HERE)

        assert "劳动争议和法援 → 经办人，一人最多 60 件" in page.text
        assert "所有工单 → 经办人" in page.text


class TestWrite:
    async def test_keeps_what_is_chosen(self, boss, sessions, unions):  # noqa: F811
        answer = await post(
            boss,
            name="宝安欠薪",
            skill=["legal_aid", "assistance"],
            priority="high",
            category="report_unpaid_wages",
            union="宝安区总工会",
            hours="open",
            role="case_officer",
            most="30",
        )

        assert answer.status_code == 303
        page = await boss.get(answer.headers["location"])
        assert "已保存" in page.text
        assert 'value="宝安区总工会"' in page.text
        rule = (await rules(sessions))[-1]
        assert rule.skills == ["legal_aid", "assistance"]
        assert rule.path == unions[1].path
        assert (rule.most, rule.role) == (30, OfficerRole.case_officer)

    @pytest.mark.parametrize(
        ("wrong", "told"),
        [
            ({"name": ""}, "规则名称"),
            ({"role": "", "officer": "x"}, "选一种角色"),
            ({"union": "火星基地工会"}, "没有找到这个工会"),
            ({"most": "很多"}, "1 到 999"),
            ({"skill": "<b>x"}, "不能用"),
        ],
    )
    async def test_says_what_is_wrong(self, boss, sessions, wrong, told):
        answer = await post(boss, **{"name": "试", "role": "seat"} | wrong)

        assert answer.status_code == 422
        assert told in answer.text
        assert "<b>x" not in answer.text
        assert len(await rules(sessions)) == 5

    async def test_is_changed_put_by_and_raised(self, boss, sessions):
        first, second, *_ = await rules(sessions)

        await post(boss, f"{HERE}/{second.id}/up")
        await post(boss, f"{HERE}/{first.id}/switch")
        await post(boss, f"{HERE}/{second.id}", name="改了", role="seat")

        now = await rules(sessions)
        assert [each.id for each in now[:2]] == [second.id, first.id]
        assert now[0].name == "改了"
        assert not now[1].active


class TestTrying:
    async def test_says_who_would_get_the_newest_tickets(self, boss, ticket, sessions):
        page = await boss.get(f"{HERE}/dry-run")

        assert "林晓岚 1 张" in page.text
        assert "按派单规则“劳动争议给属地经办人”派给林晓岚" in page.text
        async with sessions() as session:
            assert (await session.scalars(select(Ticket.officer_id))).all() == [None]

    async def test_tries_the_rule_on_the_sheet(self, boss, ticket, sessions):
        form = {"name": "新的", "role": "seat", "position": "0"}
        answer = await post(boss, f"{HERE}/try/out", **form)

        assert "这一条会派 1 张" in answer.text
        assert len(await rules(sessions)) == 5
        answer = await post(boss, f"{HERE}/try/out", name="新的")
        assert "选一种角色" in answer.text
