"""The callers of the hotline's benchmark, and what it counts as wrong."""

import asyncio
from collections import Counter

import pytest

from benchmarks.hotline.caller import MOST, SCRIPT, TURNS, Call, Facts
from benchmarks.hotline.judging import judge
from benchmarks.hotline.live import report
from helpdesk.calls import calls
from helpdesk.config import Settings
from helpdesk.database import create_engine, create_sessions, unit_of_work, upgrade
from helpdesk.tickets import tickets

AT_ONCE = (0.0, 0.0)


class Platform:
    """Answers every event in the same way, and remembers them."""

    def __init__(self, prompt: str = "bot.answer", say: str = "知道了。") -> None:
        self.answer = {"say": say, "prompt_id": prompt}
        self.events: list[dict] = []

    async def post(self, event):
        self.events.append(dict(event))
        return 200, self.answer


@pytest.fixture
def call(monkeypatch):
    """Let a caller talk to a platform that is not there."""

    async def call(platform, number=7):
        one = Call(Facts(number))
        monkeypatch.setattr(
            "benchmarks.turns.client.Connection.post",
            lambda _, event: platform.post(event),
        )
        await asyncio.wait_for(one.run("http://127.0.0.1:1", think=AT_ONCE), 10)
        return one

    return call


class TestCall:
    async def test_says_enough_and_hangs_up(self, call):
        platform = Platform()

        one = await call(platform)

        assert len(one.said) > TURNS
        assert platform.events[0]["event"] == "start"
        assert platform.events[-1]["event"] == "hangup"
        assert [event["seq"] for event in platform.events] == [*range(len(one.said))]

    async def test_tells_its_own_facts(self, call):
        platform = Platform("bot.ask_unpaid_amount", "欠了多少？")

        one = await call(platform)

        assert {event.get("text") for event in platform.events[1:]} == {"10259块"}
        assert one.faults == ["no end"]
        assert len(one.said) == MOST + 1

    async def test_gives_its_number_by_key(self, call):
        platform = Platform("bot.ask_contact_phone", "要用现在打来的这个号码吗？")

        await call(platform)

        assert platform.events[1]["digits"] == "1"


def test_no_two_callers_share_a_fact():
    callers = [Facts(number) for number in range(100)]

    for fact in ("employer", "amount", "phone"):
        assert len({getattr(one, fact) for one in callers}) == len(callers)


class TestJudge:
    @pytest.fixture
    async def sessions(self, tmp_path):
        settings = Settings(_env_file=None, data_dir=tmp_path)
        upgrade(settings)
        engine = create_engine(settings)
        yield create_sessions(engine)
        await engine.dispose()

    @pytest.fixture
    def opened(self, sessions):
        """Put a call and its ticket on record."""

        async def opened(one, facts):
            async with unit_of_work(sessions) as session:
                call = await calls.begin(session, one.call_id, caller=facts.phone)
                await tickets.open(
                    session,
                    category=SCRIPT["matter"],
                    subject="欠薪",
                    details={
                        "employer": facts.employer,
                        "unpaid_amount": str(facts.amount),
                    },
                    conversation=await calls.conversation(session, call),
                    message_id="m1",
                    contact_phone=facts.phone,
                )

        return opened

    async def test_finds_nothing_wrong_with_ones_own(self, tmp_path, opened):
        one = Call(Facts(1))
        await opened(one, Facts(1))

        assert not +await judge(tmp_path, [one])

    async def test_finds_anothers_facts(self, tmp_path, opened):
        one, other = Call(Facts(1)), Call(Facts(2))
        await opened(one, Facts(2))
        await opened(other, Facts(2))
        one.said.append(f"是{Facts(2).employer}吗？")

        assert +await judge(tmp_path, [one, other]) == Counter(
            {"a ticket with another's facts": 1, "heard of another's employer": 1}
        )

    async def test_misses_a_ticket(self, tmp_path, sessions):
        one = Call(Facts(1), faults=["status 500"])

        assert +await judge(tmp_path, [one]) == Counter(
            {"no ticket, or several": 1, "status 500": 1}
        )


def test_report_tells_how_long_and_what_was_wrong():
    one = Call(Facts(1), taken=[0.1, 0.2])

    told = report([one], 2.0, {"api": 0.02}, Counter({"status 500": 1}))

    assert "| p95 ms (bar 300) | 200 |" in told
    assert "| events a second | 1.0 |" in told
    assert "| wrong: status 500 | 1 |" in told
