"""What did not arrive, on its page: told by telephone, or sent again."""

import pytest

from helpdesk.database import unit_of_work
from helpdesk.models import OutboxItem, OutboxState
from tests.api.console.conftest import token_on
from tests.api.console.organisations.test_organisations import unions  # noqa: F401
from tests.api.console.registry import letter

HERE = "/console/undelivered"


@pytest.fixture
async def item(sessions, unions) -> int:  # noqa: F811 - the fixture
    async with unit_of_work(sessions) as session:
        return await letter(session, unions[1], 1)


async def post(client, path, **form):
    page = await client.get(HERE)
    return await client.post(path, data={"token": token_on(page), **form})


async def test_says_why_and_for_which_ticket(officer, item):
    page = await officer.get(HERE)

    assert "本人已经不关注公众号" in page.text
    assert "拖欠工资1" in page.text


async def test_says_when_all_arrived(officer):
    assert "都送到了" in (await officer.get(HERE)).text


async def test_is_sent_again(officer, item, sessions):
    answer = await post(officer, f"{HERE}/{item}/again")

    assert answer.headers["location"] == f"{HERE}?said=again"
    async with sessions() as session:
        kept = await session.get_one(OutboxItem, item)
    assert kept.state is OutboxState.waiting


async def test_is_told_by_telephone(officer, item, sessions):
    await post(officer, f"{HERE}/{item}/told", words="他知道了")

    assert "都送到了" in (await officer.get(HERE)).text
    assert (await post(officer, f"{HERE}/{item}/told")).status_code == 404
