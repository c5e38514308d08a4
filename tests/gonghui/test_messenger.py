from dataclasses import dataclass

import httpx
import pytest

from gonghui.wechat.messenger import WeChatMessenger, messenger
from helpdesk.config import Settings
from helpdesk.models import Button, Reply
from helpdesk.notifications import Notice, Outcome
from wechat.client import Client
from wechat.standin.account import Account
from wechat.standin.app import create_app
from wechat.tokens import Token

OPENID = "oDEMO0000000000000000000001"
NOTICE = Notice(
    "ticket",
    {
        "number": "260715000428",
        "subject": "老板欠了三个月工资，一共两万四，一直说没钱给",
        "status": "已受理",
        "at": "2026-07-15 10:30",
    },
)


class Store:
    token: Token | None = None

    async def load(self):
        return self.token

    async def save(self, token):
        self.token = token


@dataclass
class World:
    """WeChat played by the stand-in, and the messenger that writes to it."""

    http: httpx.AsyncClient
    messenger: WeChatMessenger

    async def grant(self):
        path = f"/standin/followers/{OPENID}/grant"
        return await self.http.post(path, json={"kind": "message"})

    async def fail(self, path, **how):
        await self.http.post("/standin/faults", json={"path": path, **how})


@pytest.fixture
async def world():
    account = Account(
        app_id="wxDEMO0000000001",
        secret="s" * 32,
        token="a-token",
        aes_key="A" * 43,
        callback="http://127.0.0.1:1/wechat",
    )
    transport = httpx.ASGITransport(create_app(account), raise_app_exceptions=False)
    settings = Settings(
        _env_file=None,
        wechat_app_id="wxDEMO0000000001",
        wechat_notices="template",
        wechat_notice_ids={"ticket": "TPL"},
    )
    client = Client(
        "wxDEMO0000000001",
        "s" * 32,
        base="http://standin",
        tokens=Store(),
        transport=transport,
    )
    async with httpx.AsyncClient(
        transport=transport, base_url="http://standin"
    ) as http:
        yield World(http, messenger(client, settings))
    await client.close()


class TestWrite:
    async def test_is_taken_within_the_window(self, world):
        granted = await world.grant()
        assert granted.status_code == 200, granted.text

        receipt = await world.messenger.write(OPENID, "您的工单已受理。]]>😀")

        assert receipt.outcome is Outcome.taken

    async def test_the_sixth_is_not(self, world):
        await world.grant()

        receipts = [await world.messenger.write(OPENID, "好") for _ in range(6)]

        assert [one.outcome for one in receipts] == [Outcome.taken] * 5 + [Outcome.shut]
        assert receipts[5].why == "45047"

    async def test_one_that_is_too_long_can_be_split(self, world):
        await world.grant()
        long = "工" * 800

        assert (await world.messenger.write(OPENID, long)).outcome is Outcome.too_long
        smaller = world.messenger.smaller(long)

        assert len(smaller) >= 2
        assert "".join(smaller) == long

    @pytest.mark.parametrize(
        ("errcode", "outcome"),
        [
            (-1, Outcome.busy),
            (45009, Outcome.busy),
            (45011, Outcome.busy),
            (45015, Outcome.shut),
            (45047, Outcome.shut),
            (45002, Outcome.too_long),
            (43004, Outcome.gone),
            (48002, Outcome.gone),
            (40003, Outcome.gone),
            (40164, Outcome.misconfigured),
            (48001, Outcome.misconfigured),
        ],
    )
    async def test_says_what_wechat_said(self, world, errcode, outcome):
        await world.grant()
        await world.fail("custom/send", errcode=errcode)

        receipt = await world.messenger.write(OPENID, "好")

        assert (receipt.outcome, receipt.why) == (outcome, str(errcode))

    async def test_is_not_sure_when_the_line_broke(self, world):
        await world.grant()
        await world.fail("custom/send", status=502)

        receipt = await world.messenger.write(OPENID, "好")

        assert receipt.outcome is Outcome.unsure
        assert OPENID not in (receipt.why or "")


class TestNotify:
    async def test_a_template_has_an_id_and_short_fields(self, world):
        await world.grant()

        receipt = await world.messenger.notify(OPENID, NOTICE)

        assert receipt.outcome is Outcome.taken
        assert receipt.provider_id

    async def test_a_subscription_needs_a_yes(self, world):
        await world.grant()
        world.messenger.needs_opt_in = True

        receipt = await world.messenger.notify(OPENID, NOTICE)

        assert receipt.outcome is Outcome.unwanted

    def test_without_notices_there_is_no_id(self):
        settings = Settings(
            _env_file=None, wechat_notices="none", wechat_notice_ids={"ticket": "TPL"}
        )
        client = Client("wxDEMO0000000001", "x", base="http://standin", tokens=Store())

        assert messenger(client, settings).notice_id("ticket") is None


class TestParts:
    @pytest.fixture
    def parts(self, world):
        return world.messenger.parts

    def test_a_choice_is_a_link(self, parts):
        (text,) = parts([Reply("打个分", (Button("很满意", "评价工单1：很满意"),))])

        assert "msgmenucontent=评价工单1：很满意" in text

    def test_what_was_written_makes_no_link(self, parts):
        (text,) = parts([Reply('<a href="https://x.example">领补贴</a>')])

        assert "<a " not in text

    def test_a_long_text_is_whole_and_in_order(self, parts):
        text = "".join(f"第{n}句，工会帮您。" for n in range(400))

        split = parts([Reply(text)])

        assert "".join(split) == text
        assert all(len(part.encode()) <= 2048 for part in split)
