"""What did not arrive, on its page: told by telephone, or sent again."""

import re

import pytest
from sqlalchemy import select

from helpdesk.audit import SYSTEM
from helpdesk.database import unit_of_work
from helpdesk.models import (
    DeliveryState,
    EventKind,
    HookDelivery,
    HookState,
    OfficerRole,
    OutboxItem,
    OutboxState,
    Ticket,
    Webhook,
)
from helpdesk.tickets.events import record
from tests.api.console.conftest import token_on
from tests.api.console.organisations.test_organisations import unions  # noqa: F401
from tests.api.console.registry import hook, letter, ticket

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


class TestHooks:
    """What other programs were never told."""

    @pytest.fixture
    async def webhook(self, sessions, unions):  # noqa: F811 - the fixture
        async with unit_of_work(sessions) as session:
            key = await hook(session, unions[1], 7)
            found = await session.get_one(Webhook, key)
            found.url = "https://oa.example.cn/secret-path"
            number = await ticket(session, unions[1], 7)
            about = await session.scalar(select(Ticket).where(Ticket.number == number))
            await record(session, about, EventKind.note, by=SYSTEM, text="好")
            for delivery in await session.scalars(select(HookDelivery)):
                delivery.state, delivery.error = DeliveryState.failed, "HTTP 500"
        return key

    @pytest.fixture
    def states(self, sessions):
        async def run():
            async with sessions() as session:
                found = await session.scalars(select(HookDelivery))
                return {each.state for each in found}

        return run

    async def test_are_shown_without_their_path(self, sign_in, webhook):
        page = await (await sign_in(OfficerRole.administrator)).get(HERE)

        assert "oa.example.cn 没收到的通知" in page.text
        assert "HTTP 500" in page.text
        assert "secret-path" not in page.text
        assert "全部再送一次" in page.text

    async def test_are_not_for_who_answers_workers(self, officer, webhook):
        page = await officer.get(HERE)

        assert "oa.example.cn" not in page.text
        refused = await post(officer, f"{HERE}/hooks/{webhook}/again")
        assert refused.status_code == 403

    async def test_one_is_sent_again(self, sign_in, webhook, states):
        chief = await sign_in(OfficerRole.supervisor)
        page = await chief.get(HERE)
        [key] = set(re.findall(r'name="key" value="([^"]+)"', page.text))

        answer = await post(chief, f"{HERE}/hooks/{webhook}/again", key=key)

        assert answer.headers["location"] == f"{HERE}?said=again"
        assert await states() == {DeliveryState.waiting}
        again = await post(chief, f"{HERE}/hooks/{webhook}/again", key=key)
        assert again.status_code == 303  # a colleague was quicker

    async def test_a_paused_one_is_called_again_with_everything(
        self, sign_in, webhook, states, sessions
    ):
        async with unit_of_work(sessions) as session:
            (await session.get_one(Webhook, webhook)).state = HookState.paused
        chief = await sign_in(OfficerRole.supervisor)
        assert "恢复回调，全部再送" in (await chief.get(HERE)).text

        await post(chief, f"{HERE}/hooks/{webhook}/again")

        assert await states() == {DeliveryState.waiting}
        async with sessions() as session:
            assert (await session.get_one(Webhook, webhook)).state is HookState.active

    @pytest.mark.parametrize("key", ["evt_" + "0" * 32, "<b>", "x" * 5000])
    async def test_knows_no_other(self, sign_in, webhook, key):
        chief = await sign_in(OfficerRole.supervisor)

        answer = await post(chief, f"{HERE}/hooks/{webhook}/again", key=key)

        assert answer.status_code == 404
