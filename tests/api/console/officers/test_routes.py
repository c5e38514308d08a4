"""The pages of accounts, as an administrator uses them."""

import re

import pytest
from sqlalchemy import select

from api.console.officers.table import deeds, groups
from api.console.rights import SIGNED_IN, rights
from helpdesk import clock
from helpdesk.database import unit_of_work
from helpdesk.models import (
    AuditAction,
    AuditEntry,
    Authenticator,
    Officer,
    OfficerRole,
)
from helpdesk.officers import factors
from tests.api.conftest import client_of
from tests.api.console.conftest import enter, token_on

HERE = "/console/officers"
NEW = {"login": "huang", "name": "黄小溪", "role": "lawyer", "skills": "legal_aid"}


@pytest.fixture
async def boss(sign_in):
    return await sign_in(OfficerRole.administrator)


async def post(client, path, **form):
    page = await client.get(HERE)
    return await client.post(path, data=form | {"token": token_on(page)})


async def found(sessions, login):
    async with sessions() as session:
        wanted = select(Officer).where(Officer.login == login)
        return (await session.scalars(wanted)).one_or_none()


async def actions(sessions):
    async with sessions() as session:
        listed = await session.scalars(select(AuditEntry.action))
        return [each for each in listed if each is not AuditAction.signed_in]


class TestListOfficers:
    async def test_lists_who_there_is(self, boss):
        page = (await boss.get(HERE)).text

        for role in OfficerRole:
            assert f'<small class="soft">{role.value}</small>' in page
        assert page.count("在岗") == len(OfficerRole)

    @pytest.mark.parametrize(
        ("query", "count"),
        [
            ("words=seat", 1),
            ("role=lawyer", 1),
            ("role=chef", len(OfficerRole)),
            ("state=closed", 0),
            ("words=%25", 0),
            ("words=%00", len(OfficerRole)),
        ],
    )
    async def test_may_be_narrowed(self, boss, query, count):
        page = await boss.get(f"{HERE}?{query}")

        assert page.text.count("<tr>") == count + (count > 0)


class TestAddOfficer:
    async def test_shows_a_first_password_once(self, boss, sessions, app):
        shown = await post(boss, HERE, **NEW)

        [given] = re.findall(r'class="secret given">([a-z2-9-]{19})<', shown.text)
        made = await found(sessions, "huang")
        assert (made.role, made.skills) == (OfficerRole.lawyer, ["legal_aid"])
        assert made.must_choose
        assert await actions(sessions) == [AuditAction.created]
        assert given not in (await boss.get(f"{HERE}/{made.id}")).text
        async with client_of(app) as newcomer:
            await enter(newcomer, "huang", given)
            first = await newcomer.get("/console/calls")
        assert first.headers["location"] == "/console/me/password"

    @pytest.mark.parametrize(
        ("change", "said"),
        [
            ({"login": "Huang"}, "小写字母"),
            ({"login": ""}, "小写字母"),
            ({"login": "seat"}, "已经有人用了"),
            ({"name": " "}, "请写姓名"),
            ({"role": "chef"}, "请选一个角色"),
        ],
    )
    async def test_says_what_is_wrong_and_keeps_what_was_written(
        self, boss, sessions, change, said
    ):
        refused = await post(boss, HERE, **NEW | change)

        assert refused.status_code == 422
        assert said in refused.text
        assert ("黄小溪" in refused.text) is ("name" not in change)
        assert await found(sessions, "huang") is None

    async def test_takes_no_union_that_there_is_not(self, boss):
        answer = await post(boss, HERE, **NEW, union="99999")

        assert answer.status_code == 404


class TestChangeOfficer:
    async def test_gives_another_role(self, boss, staff, sessions):
        key = staff[OfficerRole.seat]
        form = {"name": "林晓岚", "role": "lawyer"}

        saved = await post(boss, f"{HERE}/{key}", **form)

        assert saved.headers["location"] == f"{HERE}/{key}?said=saved_account"
        assert (await found(sessions, "seat")).role is OfficerRole.lawyer
        assert await actions(sessions) == [AuditAction.changed]

    async def test_is_not_for_oneself(self, boss, staff, sessions):
        key = staff[OfficerRole.administrator]

        refused = await post(boss, f"{HERE}/{key}", name="我", role="auditor")

        assert refused.status_code == 422
        assert "不能自己改" in refused.text
        own = await found(sessions, "administrator")
        assert own.role is OfficerRole.administrator

    async def test_closes_and_reopens(self, boss, staff, sessions, sign_in):
        seat, key = await sign_in(OfficerRole.seat), staff[OfficerRole.seat]

        await post(boss, f"{HERE}/{key}/close")
        assert (await seat.get("/console/me")).status_code == 303
        assert "已停用" in (await boss.get(f"{HERE}/{key}")).text
        await post(boss, f"{HERE}/{key}/reopen")

        assert (await found(sessions, "seat")).active
        assert await actions(sessions) == [AuditAction.closed, AuditAction.reopened]

    async def test_resets_password_and_authenticator(self, boss, staff, sessions):
        key = staff[OfficerRole.seat]
        async with unit_of_work(sessions) as session:
            bound = {"secret": "JBSWY3DPEHPK3PXP", "confirmed_at": clock.now()}
            session.add(Authenticator(officer_id=key, **bound))

        shown = await post(boss, f"{HERE}/{key}/password")
        await post(boss, f"{HERE}/{key}/authenticator")

        assert "一次性密码" in shown.text
        officer = await found(sessions, "seat")
        assert officer.must_choose
        async with sessions() as session:
            assert await factors.of(session, officer) is None
        assert await actions(sessions) == [
            AuditAction.password_reset,
            AuditAction.factor_reset,
        ]

    @pytest.mark.parametrize("deed", ["close", "password", "authenticator"])
    async def test_does_none_of_it_to_the_own_account(
        self, boss, staff, sessions, deed
    ):
        key = staff[OfficerRole.administrator]

        refused = await post(boss, f"{HERE}/{key}/{deed}")

        assert refused.status_code == 422
        assert await actions(sessions) == []
        assert (await boss.get(HERE)).status_code == 200


class TestTable:
    def test_names_every_page_that_is_not_everybodys_once(self):
        named = [
            page for group in deeds().values() for g in group.values() for page in g
        ]
        limited = [p for p, who in rights().items() if who not in (None, SIGNED_IN)]

        assert sorted(named) == sorted(set(named))
        assert set(limited) - set(named) == set()
        assert set(named) <= set(rights())

    def test_pages_of_one_deed_open_for_the_same_roles(self):
        uneven = [
            title
            for group in deeds().values()
            for title, pages in group.items()
            if len({rights()[page] for page in pages}) > 1
        ]

        assert uneven == []

    def test_marks_what_a_role_may(self):
        [unmask] = [
            deed
            for group in groups()
            for deed in group.deeds
            if deed.title.startswith("看通话里的姓名")
        ]

        roles = [
            role for role, may in zip(OfficerRole, unmask.marks, strict=True) if may
        ]
        assert roles == ["seat", "case_officer", "lawyer", "supervisor"]

    async def test_is_shown(self, boss):
        page = (await boss.get(f"{HERE}/rights")).text

        assert "审计员" in page
        assert "看审计日志" in page
