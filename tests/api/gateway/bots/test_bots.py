import asyncio
import json
from collections import Counter

import httpx
import pytest

from api.gateway.bots import BotBroken, BotBusy, BotDown, BotLate, Bots, Question
from api.gateway.bots import bots as module
from api.gateway.bots.bots import ranked
from api.gateway.bots.client import READY, Bot
from api.gateway.bots.line import AT_ONCE
from api.gateway.bots.places import as_written
from tests.api.conftest import says

NAMES = ("one", "two", "three")


def question(dialogue="thread"):
    return Question(
        sender=dialogue,
        text="你好",
        message_id="m1",
        channel="chat",
        today="2026-07-15",
    )


class Several:
    """Bots behind one transport; each does what the test says it does."""

    def __init__(self):
        self.asked: list[tuple[str, str]] = []
        self.looked: Counter[str] = Counter()
        self.behaves: dict[str, object] = {}

    async def __call__(self, request):
        name = request.url.host
        behaves = self.behaves.get(name)
        if isinstance(behaves, Exception):
            raise behaves
        if behaves == "hangs":
            await asyncio.sleep(60)
        if request.url.path == READY:
            self.looked[name] += 1
            if isinstance(behaves, httpx.Response) and behaves.status_code == 503:
                return behaves
            return httpx.Response(200, json={"model": f"model of {name}"})
        self.asked.append((name, json.loads(request.content)["sender"]))
        if isinstance(behaves, httpx.Response):
            return behaves
        if isinstance(behaves, asyncio.Event):
            await behaves.wait()
        return says(f"我是{name}")

    def who(self, dialogue):
        return [name for name, sender in self.asked if sender == dialogue]


@pytest.fixture
def several():
    return Several()


@pytest.fixture
async def bots(several):
    addresses = ",".join(f"http://{name}" for name in NAMES)
    bots = Bots(addresses, secret=None, transport=httpx.MockTransport(several))
    yield bots
    await bots.close()


def best_for(dialogue):
    return [bot.place.url.host for bot in ranked(_some(), dialogue)]


def _some():
    return [
        Bot(as_written(httpx.URL(f"http://{name}")), token="", transport=None)
        for name in NAMES
    ]


class TestRanked:
    def test_all_bots_have_their_share_of_the_dialogues(self):
        firsts = Counter(best_for(f"thread-{number}")[0] for number in range(3000))

        assert all(850 < firsts[name] < 1150 for name in NAMES), firsts

    def test_only_the_dialogues_of_a_bot_that_goes_move(self):
        for number in range(200):
            with_all = best_for(f"thread-{number}")
            without = [
                bot.place.url.host for bot in ranked(_some()[1:], f"thread-{number}")
            ]

            assert without == [name for name in with_all if name != NAMES[0]]


class TestAsk:
    async def test_a_dialogue_stays_with_its_bot(self, bots, several):
        for _ in range(5):
            await bots.ask(question("a"), within=2)

        assert several.who("a") == [best_for("a")[0]] * 5

    @pytest.mark.parametrize(
        "away",
        [
            httpx.ConnectError("refused"),
            httpx.ConnectTimeout("no answer"),
            httpx.Response(503, json={"reason": "draining"}),
        ],
    )
    async def test_the_next_bot_is_asked_when_one_did_not_take_it(
        self, bots, several, away
    ):
        first, second, _ = best_for("a")
        several.behaves[first] = away

        for _ in range(2):
            answer = await bots.ask(question("a"), within=2)
            assert answer.messages[0].text == f"我是{second}"

        assert several.who("a").count(first) <= 1  # then it is known to be away

    @pytest.mark.parametrize(
        ("broken", "error"),
        [
            (httpx.ReadError("reset"), BotDown),
            (httpx.RemoteProtocolError("cut off"), BotDown),
            (httpx.Response(500), BotBroken),
            ("hangs", BotLate),
        ],
    )
    async def test_no_dialogue_is_run_twice(self, bots, several, broken, error):
        several.behaves[best_for("a")[0]] = broken

        with pytest.raises(error):
            await bots.ask(question("a"), within=0.1)

        assert set(several.who("a")) <= {best_for("a")[0]}

    async def test_a_bot_that_hangs_is_left_out_until_it_says_that_it_is_there(
        self, bots, several
    ):
        first, second, _ = best_for("a")
        several.behaves[first] = "hangs"
        with pytest.raises(BotLate):
            await bots.ask(question("a"), within=0.05)
        await bots.ask(question("a"), within=2)
        del several.behaves[first]
        watching = asyncio.create_task(bots.watch())
        while not all(bot.is_in for bot in bots.all):
            await asyncio.sleep(0)
        watching.cancel()

        await bots.ask(question("a"), within=2)

        assert several.who("a") == [second, first]
        assert {bot.model for bot in bots.all} == {f"model of {n}" for n in NAMES}

    async def test_is_down_when_all_are_away_and_back_when_one_is(self, bots, several):
        for name in NAMES:
            several.behaves[name] = httpx.ConnectError("refused")
        for _ in range(2):
            with pytest.raises(BotDown):
                await bots.ask(question("a"), within=2)
        del several.behaves["two"]

        answer = await bots.ask(question("a"), within=2)

        assert answer.messages[0].text == "我是two"

    async def test_the_last_bot_is_looked_at_once_for_all_who_wait(self, bots, several):
        for name in NAMES:
            several.behaves[name] = httpx.ConnectError("refused")
        with pytest.raises(BotDown):
            await bots.ask(question("a"), within=2)
        del several.behaves["two"]

        await asyncio.gather(*(bots.ask(question(d), within=2) for d in "abcde"))

        assert several.looked == {"two": 1}

    @pytest.fixture
    async def only(self, several):
        transport = httpx.MockTransport(several)
        only = Bots("http://one", secret=None, transport=transport)
        await only.ask(question("a"), within=2)
        yield only
        await only.close()

    @pytest.mark.parametrize(
        "away", [httpx.ConnectError("refused"), httpx.Response(503)]
    )
    async def test_the_last_bot_is_waited_for_when_it_was_there_just_now(
        self, only, several, away
    ):
        several.behaves["one"] = away
        asking = asyncio.create_task(only.ask(question("a"), within=2))
        await asyncio.sleep(3 * module.PAUSE)
        assert not asking.done()
        del several.behaves["one"]

        answer = await asking

        assert answer.messages[0].text == "我是one"

    async def test_but_only_for_a_moment(self, only, several, monkeypatch):
        monkeypatch.setattr(module, "LINGER", 0.3)
        several.behaves["one"] = httpx.ConnectError("refused")
        loop = asyncio.get_running_loop()
        begun = loop.time()

        for _ in range(3):
            with pytest.raises(BotDown):
                await only.ask(question("a"), within=30)

        assert loop.time() - begun < 2

    async def test_who_stands_in_line_is_not_sent_away_by_a_late_look(
        self, only, several
    ):
        """A bot may be so busy that it says late that it is there."""
        gate = several.behaves["one"] = asyncio.Event()
        asking = [
            asyncio.create_task(only.ask(question(str(number)), within=5))
            for number in range(AT_ONCE + 2)
        ]
        while only.waiting < 2:
            await asyncio.sleep(0)
        [bot] = only.all
        bot.is_in = False
        only._line.serve()
        gate.set()

        assert len(await asyncio.gather(*asking)) == AT_ONCE + 2

    async def test_another_bot_helps_out_when_one_has_enough_to_do(self, bots, several):
        first, second, _ = best_for("a")
        gate = several.behaves[first] = asyncio.Event()
        asking = [
            asyncio.create_task(bots.ask(question("a"), within=5))
            for _ in range(AT_ONCE + 1)
        ]
        await asyncio.wait(asking, return_when=asyncio.FIRST_COMPLETED)
        gate.set()
        await asyncio.gather(*asking)

        assert Counter(several.who("a")) == {first: AT_ONCE, second: 1}

    async def test_says_how_long_it_takes_when_all_have_enough_to_do(self, several):
        gate = several.behaves["one"] = asyncio.Event()
        transport = httpx.MockTransport(several)
        bots = Bots("http://one", secret=None, limit=1, transport=transport)
        asking = [
            asyncio.create_task(bots.ask(question(str(number)), within=5))
            for number in range(AT_ONCE + 1)
        ]
        while not bots.waiting:
            await asyncio.sleep(0)

        with pytest.raises(BotBusy):
            await bots.ask(question("one too many"), within=5)
        gate.set()
        await asyncio.gather(*asking)

        assert several.who("one too many") == []
        await bots.close()


class TestWatch:
    async def test_finds_bots_that_a_name_has_anew(self, monkeypatch):
        known = [["10.1.0.1"], ["10.1.0.1", "10.1.0.2"]]

        async def found(url):
            for host in known[0]:
                yield as_written(url.copy_with(host=host))

        monkeypatch.setattr(module.places, "found", found)
        monkeypatch.setattr(module, "NAMES_SECONDS", 0)
        monkeypatch.setattr(module, "LOOK_SECONDS", 0)
        bots = Bots("http://bot:9", secret=None)
        bots._transport = httpx.MockTransport(Several())
        watching = asyncio.create_task(bots.watch())
        while len(bots.all) != 1:
            await asyncio.sleep(0)
        [stays] = bots.all
        known.pop(0)
        while len(bots.all) != 2:
            await asyncio.sleep(0)
        watching.cancel()

        assert stays in bots.all
        await bots.close()

    async def test_keeps_who_was_known_while_a_name_is_not(self, monkeypatch):
        async def found(url):
            if lost:
                raise OSError
            yield as_written(url)

        lost = False
        monkeypatch.setattr(module.places, "found", found)
        monkeypatch.setattr(module, "NAMES_SECONDS", 0)
        bots = Bots("http://bot", secret=None)
        bots._transport = httpx.MockTransport(Several())
        await bots.ask(question(), within=2)
        lost = True

        await bots.ask(question(), within=2)

        assert len(bots.all) == 1
        await bots.close()
