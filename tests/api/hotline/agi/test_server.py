"""Whoever connects: strangers, garbage, half requests, crowds, and the end."""

import asyncio
import logging
from contextlib import suppress

import pytest

from api.app import create_app
from api.hotline.agi import server as serving
from api.hotline.agi import wire
from api.hotline.agi.server import AgiServer
from gonghui.processes import free_port
from helpdesk.errors import ConfigurationError
from helpdesk.models import Call
from tests.api.hotline.agi.line import Line


@pytest.fixture(autouse=True)
def _quick(monkeypatch, impatient):
    monkeypatch.setattr(wire, "REQUEST_SECONDS", 0.3)
    monkeypatch.setattr(wire, "PATIENCE", 0.5)


async def _is_closed(line: Line) -> bool:
    """Read on until the other side closes; a reset is as good."""
    try:
        async with asyncio.timeout(5):
            while await line.reader.read(4096):
                pass
    except ConnectionError:
        return True
    return True


class TestDoor:
    @pytest.mark.parametrize(
        "changes",
        [
            {"arg_1": "wrong"},
            {"arg_1": ""},
            {"arg_1": "-"},
            {"network_script": "other"},
            {"network_script": "-"},
            {"uniqueid": "-"},
            {"uniqueid": "电话"},
            {"uniqueid": "x" * 129},
        ],
    )
    async def test_turns_away(self, line, rows, changes):
        line.ask(**changes)

        assert await _is_closed(line)
        assert await rows(Call) == []

    async def test_the_demo_takes_anybody(self, tools, rows):
        server = AgiServer(tools, token=None)
        await server.start("127.0.0.1", 0)

        line = await Line.open(server.port)
        await line.hangs_up().hold(arg_1="-")

        await server.stop()
        assert len(await rows(Call)) == 1

    async def test_a_number_as_long_as_a_novel_is_none(self, line, rows):
        await line.hangs_up().hold(callerid="1" * 3000)

        assert len(await rows(Call)) == 1

    async def test_a_query_is_no_part_of_the_script(self, line, rows):
        await line.hangs_up().hold(network_script="hotline?v=1")

        assert len(await rows(Call)) == 1


class TestHostile:
    @pytest.mark.parametrize(
        "sent",
        [
            b"GET / HTTP/1.1\r\nHost: x\r\n\r\n",
            b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" * 20,
            b"\x00" * 5000,
            b"\xff\xfe\n\n",
            b"\n",
            b"agi_network: yes\n" * 500,
            b"".join(b"agi_%d: x\n" % number for number in range(500)),
            b"agi_request: " + b"x" * 10_000_000,
            b"HANGUP\n",
        ],
        ids=lambda sent: f"{sent[:12]!r} {len(sent)}",
    )
    async def test_garbage_is_hung_up_on(self, line, rows, sent):
        line.writer.write(sent)

        assert await _is_closed(line)
        assert await rows(Call) == []

    async def test_half_a_request_is_not_waited_for(self, line, rows):
        line.send("agi_network: yes\nagi_uni")

        assert await _is_closed(line)
        assert await rows(Call) == []

    async def test_who_says_nothing_is_hung_up_on(self, line):
        assert await _is_closed(line)

    @pytest.mark.parametrize("step", range(8))
    @pytest.mark.parametrize(
        "reply",
        [
            "",
            "200 result=",
            "200 result=sixty\n",
            "200 ok\n",
            "999 what\n",
            "510 Invalid or unknown command\n",
            "520-Invalid command syntax.\nUsage: ANSWER\n520 End of proper usage.\n",
            "200 result=-1\n",
            "511 Command Not Permitted on a dead channel\n",
            "HANGUP\n" * 500,
            "x" * 10_000_000,
        ],
        ids=lambda reply: f"{reply[:14]!r} {len(reply)}",
    )
    async def test_a_bad_reply_at_any_step_ends_the_call_once(
        self, line, server, rows, answers, step, reply
    ):
        line.says("工资")
        line.ask()
        for _ in range(step):
            line.obey(await line.command())
        await line.command()
        line.send(reply)

        with suppress(ConnectionError):
            while await line.reader.readline():  # one command that fails is no end
                line.send("511 Command Not Permitted on a dead channel\n")
        await _until_idle(server)

        if await rows(Call):
            said = [each["prompt_id"] for each in await answers()]
            assert said.count("hung_up") == 1

    @pytest.mark.parametrize("step", range(8))
    async def test_a_connection_that_breaks_ends_the_call_once(
        self, line, server, rows, answers, step
    ):
        line.says("工资")
        line.ask()
        for _ in range(step):
            line.obey(await line.command())
        await line.command()
        line.writer.transport.abort()
        await _until_idle(server)

        if await rows(Call):
            said = [each["prompt_id"] for each in await answers()]
            assert said.count("hung_up") == 1

    async def test_others_are_served_meanwhile(self, line, dial, rows):
        line.writer.write(b"x" * 3000)
        other = await dial()

        await other.hangs_up().hold()

        assert len(await rows(Call)) == 1

    async def test_nothing_that_came_is_logged(self, dial, caplog):
        caplog.set_level(logging.DEBUG)
        secret = "agi_13800131234"
        for sent in (f"{secret}\n\n", f"{secret}: x\n\n", secret * 1000):
            line = await dial()
            line.send(sent)
            await _is_closed(line)

        line = await dial()
        line.ask(uniqueid="x y 13800131234")
        await _is_closed(line)

        assert "13800131234" not in caplog.text


async def _until_idle(server: AgiServer) -> None:
    async with asyncio.timeout(10):
        while server.held:
            await asyncio.sleep(0.01)


class TestCrowd:
    async def test_who_is_too_many_goes_back_to_the_dialplan(
        self, dial, monkeypatch, server
    ):
        monkeypatch.setattr(serving, "MOST_CALLS", 2)
        monkeypatch.setattr(wire, "REQUEST_SECONDS", 5)
        await dial()
        await dial()
        async with asyncio.timeout(5):
            while server.held < 2:
                await asyncio.sleep(0.01)

        third = await dial()

        assert await third.reader.read() == b""


class TestStop:
    async def test_a_call_under_way_goes_back_to_the_dialplan(
        self, server, line, answers
    ):
        line.ask()
        for _ in range(4):
            line.obey(await line.command())
        await line.command()

        await server.stop()

        assert "HOTLINE_RESULT" not in line.variables
        assert [each["prompt_id"] for each in await answers()] == ["opening", "hung_up"]

    async def test_nobody_is_let_in_any_more(self, server):
        port = server.port
        await server.stop()

        with pytest.raises(ConnectionRefusedError):
            await Line.open(port)

    async def test_a_call_that_lasts_too_long_goes_back(
        self, dial, monkeypatch, answers
    ):
        monkeypatch.setattr(serving, "LONGEST_CALL", 0.4)
        monkeypatch.setattr(wire, "PATIENCE", 5)
        line = await dial()
        line.ask()
        for _ in range(3):
            line.obey(await line.command())

        assert await _is_closed(line)
        assert (await answers())[-1]["prompt_id"] == "hung_up"


class TestSettings:
    async def test_is_off_unless_a_port_is_set(self, serve, make_settings):
        async with serve(make_settings(agi_port=0)):
            pass  # nothing to listen on was needed

    async def test_listens_beside_the_routes(self, serve, make_settings, tmp_path):
        port = free_port()
        settings = make_settings(
            agi_port=port, demo=True, voice_url="http://127.0.0.1:9/"
        )

        async with serve(settings):
            line = await Line.open(port)
            await line.hold()

        assert line.told[0] == ["ANSWER"]
        assert (tmp_path / "telephony" / "calls").is_dir()

    def test_needs_the_token(self, make_settings, serve):
        settings = make_settings(agi_port=4573, voice_url="http://127.0.0.1:9/")

        with pytest.raises(ConfigurationError, match="GONGHUI_HOTLINE_TOKEN"):
            create_app(settings)

    def test_needs_a_voice(self, make_settings, monkeypatch):
        monkeypatch.setattr("shutil.which", lambda _: None)

        with pytest.raises(ConfigurationError, match="espeak-ng"):
            create_app(make_settings(agi_port=4573, demo=True))
