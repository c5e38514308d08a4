import re

import pytest
from sqlalchemy import select

from helpdesk.database import unit_of_work
from helpdesk.models import (
    ApiToken,
    AuditEntry,
    AuditSubject,
    Officer,
    OfficerRole,
    Organisation,
    OrganisationKind,
)
from tests.api.console.conftest import token_on

PAGE = "/console/tokens"
WORDS = re.compile(r"gonghui_[0-9a-f]{8}_[A-Za-z0-9_-]{43}")
FORM = {"name": "区总业务系统", "role": "case_officer", "union": "", "days": "90"}


@pytest.fixture
async def administrator(sign_in):
    return await sign_in(OfficerRole.administrator)


async def issue(browser, **changes):
    page = await browser.get(PAGE)
    return await browser.post(PAGE, data=FORM | changes | {"token": token_on(page)})


async def issued(sessions) -> list[ApiToken]:
    async with sessions() as session:
        return list(await session.scalars(select(ApiToken)))


class TestIssue:
    async def test_shows_the_token_once(self, administrator, client):
        [words] = WORDS.findall((await issue(administrator)).text)

        listed = await administrator.get(PAGE)

        assert words not in listed.text
        assert words[:16] in listed.text
        opened = await client.get(
            "/api/v1/tickets", headers={"Authorization": f"Bearer {words}"}
        )
        assert opened.status_code == 200

    async def test_is_in_the_log(self, administrator, sessions, staff):
        await issue(administrator)

        async with sessions() as session:
            [line] = await session.scalars(
                select(AuditEntry).where(AuditEntry.subject == AuditSubject.token)
            )
        assert line.officer_id == staff[OfficerRole.administrator]

    @pytest.mark.parametrize(
        "change",
        [
            {"name": " "},
            {"role": "chef"},
            {"days": "0"},
            {"days": "9999"},
            {"days": "viele"},
            {"union": "x"},
            {"union": "424242"},
        ],
        ids=str,
    )
    async def test_refuses_what_is_none_and_keeps_what_was_written(
        self, administrator, sessions, change
    ):
        answer = await issue(administrator, **change)

        assert answer.status_code == 422
        assert "名称要写" in answer.text
        assert 'value="区总业务系统"' in answer.text or "name" in change
        assert await issued(sessions) == []

    async def test_gives_out_no_more_of_the_union_than_one_sees(
        self, administrator, sessions, staff
    ):
        async with unit_of_work(sessions) as session:
            union = Organisation(
                name="西乡街道总工会",
                kind=OrganisationKind.street,
                address="某路1号",
                phone="0755-00000000",
                path="/1/7/31/",
            )
            session.add(union)
            await session.flush()
            officer = await session.get_one(Officer, staff[OfficerRole.administrator])
            officer.organisation_id = union.id

        answer = await issue(administrator, union="")

        assert answer.status_code == 422
        assert await issued(sessions) == []


class TestRevoke:
    async def test_takes_it_back(self, administrator, client, sessions):
        [words] = WORDS.findall((await issue(administrator)).text)
        prefix = words.split("_")[1]
        page = await administrator.get(PAGE)

        answer = await administrator.post(
            f"{PAGE}/{prefix}/revoke", data={"token": token_on(page)}
        )

        assert answer.status_code == 303
        listed = (await administrator.get(answer.headers["location"])).text
        assert "令牌已收回" in listed
        assert "已收回" in listed
        opened = await client.get(
            "/api/v1/tickets", headers={"Authorization": f"Bearer {words}"}
        )
        assert opened.status_code == 401
