from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import httpx
import pytest
from starlette.responses import PlainTextResponse

from gonghui.findings import Grade
from gonghui.wechat.doctor import examine
from helpdesk.database import create_engine, create_sessions, unit_of_work
from helpdesk.models import OutboxItem, OutboxKind, OutboxState
from wechat.standin.faults import Fault


@pytest.fixture
def look(transport, make_settings, records):
    async def examined(**changes):
        found = examine(make_settings(**changes), transport=transport)
        return [finding async for finding in found]

    return examined


def grades(findings):
    return {finding.grade for finding in findings}


def bad(findings):
    return "\n".join(str(one) for one in findings if one.grade is not Grade.fine)


class TestExamine:
    async def test_a_good_deployment_is_fine_but_for_the_menu(self, look, network):
        findings = await look()

        assert bad(findings) == "! menu: there is none\n  → " + (
            "`gonghui wechat menu push`"
        )
        assert len(findings) == 10

    @pytest.mark.parametrize("mode", ["plain", "compatible"])
    async def test_without_encryption_it_warns(self, look, network, mode):
        findings = await look(wechat_mode=mode)

        assert f"mode {mode}" in bad(findings)

    @pytest.mark.parametrize(
        ("changes", "told"),
        [
            ({"wechat_app_secret": None}, "GONGHUI_WECHAT_APP_SECRET is not set"),
            ({"wechat_token": "no spaces"}, "GONGHUI_WECHAT_TOKEN has 9 characters"),
            (
                {"wechat_encoding_aes_key": "A" * 42},
                "has 42 characters, expected are 43",
            ),
            ({"wechat_encoding_aes_key": None}, "AES_KEY is not set"),
            ({"wechat_previous_aes_key": "short"}, "PREVIOUS_AES_KEY has 5"),
            ({"public_url": None}, "GONGHUI_PUBLIC_URL is not set"),
            ({"public_url": "union.example"}, "is no address"),
            ({"public_url": "https://union.example:8443"}, "has port 8443"),
            ({"public_url": "https://union.example:99999"}, "has port 0"),
            ({"wechat_notice_ids": {}}, "but no ids"),
        ],
    )
    async def test_settings_that_cannot_work_are_named_and_nothing_is_called(
        self, look, network, changes, told
    ):
        findings = await look(**changes)

        assert Grade.wrong in grades(findings)
        assert told in bad(findings)
        assert not network.wechat.state.world.journal.entries

    async def test_no_secret_is_shown(self, look, make_settings):
        findings = await look(wechat_token="bad token!", wechat_app_secret="x" * 31)

        assert "bad token" not in bad(findings)
        assert "x" * 31 not in bad(findings)

    @pytest.mark.parametrize(
        ("off", "grade"),
        [
            (0, Grade.fine),
            (-90, Grade.doubtful),
            (90, Grade.doubtful),
            (400, Grade.wrong),
        ],
    )
    async def test_the_clock_is_compared(self, look, network, off, grade):
        network.date = format_datetime(
            datetime.now(UTC) + timedelta(seconds=off), usegmt=True
        )

        [clock] = [one for one in await look() if one.what.startswith("clock")]

        assert clock.grade is grade

    @pytest.mark.parametrize("date", ["yesterday", None])
    async def test_no_time_is_no_verdict(self, look, network, date):
        network.date = date

        [clock] = [one for one in await look() if one.what.startswith("clock")]

        assert clock.grade is Grade.doubtful

    @pytest.mark.parametrize(
        ("code", "told"),
        [
            (40164, "put 203.0.113.7 on the IP白名单"),
            (40013, "GONGHUI_WECHAT_APP_ID is no account's"),
            (40125, "GONGHUI_WECHAT_APP_SECRET is wrong"),
            (40001, "the secret is wrong or was reset"),
            (45009, "look the errcode up"),
        ],
    )
    async def test_a_refused_token_says_what_to_do(self, look, network, code, told):
        fault = Fault("stable_token", errcode=code, times=9)
        network.wechat.state.world.faults.waiting.append(fault)

        findings = await look()

        assert told in bad(findings)
        assert "menu" not in bad(findings)

    async def test_a_network_that_is_away_is_no_stack_trace(self, look, network):
        network.broken = httpx.ConnectError("away")

        findings = await look()

        assert "is not reached: ConnectError" in bad(findings)
        assert "callback https://union.example/wechat, challenge: not" in bad(findings)

    @pytest.mark.parametrize(
        ("answer", "told"),
        [
            (PlainTextResponse("", 403), "another token or key"),
            (PlainTextResponse("", 404), "has no WeChat settings"),
            (PlainTextResponse("", 302), "pass /wechat on"),
            (PlainTextResponse("<html>"), "not what WeChat expects"),
        ],
    )
    async def test_a_callback_that_answers_wrong(self, look, network, answer, told):
        network.answer = answer

        assert told in bad(await look())

    async def test_a_key_that_the_running_process_does_not_have(self, look, network):
        findings = await look(wechat_encoding_aes_key="B" * 43)

        assert "delivery: answers 403" in bad(findings)


class TestRecords:
    async def put(self, settings, **values):
        engine = create_engine(settings)
        async with unit_of_work(create_sessions(engine)) as session:
            item = OutboxItem(kind=OutboxKind.wechat, payload={}, **values)
            session.add(item)
        await engine.dispose()

    async def test_what_waits_too_long_names_the_worker(self, look, make_settings):
        old = datetime.now(UTC) - timedelta(minutes=10)
        await self.put(make_settings(), due_at=old)

        assert "10 minutes late\n  → start `gonghui worker`" in bad(await look())

    async def test_dead_letters_are_counted(self, look, make_settings):
        now = datetime.now(UTC)
        for state in (OutboxState.failed, OutboxState.failed, OutboxState.held):
            await self.put(make_settings(), due_at=now, state=state)

        findings = await look()

        assert "dead letters: 2" in bad(findings)
        assert any("1 held for followers" in one.what for one in findings)

    async def test_no_records_are_named(self, transport, make_settings):
        found = examine(make_settings(), transport=transport)

        assert "records: there are none" in bad([one async for one in found])
