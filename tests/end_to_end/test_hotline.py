"""Calls through the whole assistant: the trained model, the real bot, the records."""

import re
import time
import uuid

import httpx
import pytest

from helpdesk.seed.people import people
from language.speak import by_digit, grouped

CALLER = "13800130099"
ANSWERS = {
    "employer": "富士康",
    "unpaid_months": "三个月",
    "unpaid_amount": "两万四",
    "area": "龙华区民治街道",
    "employment": "还在上班",
    "left_on": "上个月",
    "headcount": "一个人",
    "contractor": "不知道",
    "confirmed": "是的",
}
"""What a caller says when the bot asks for something."""

DIGIT = "[零幺二三四五六七八九]"
TICKET = re.compile(rf"工单号是{DIGIT}{{6}} {DIGIT}{{3}} {DIGIT}{{3}}")


class Caller:
    """A telephone: every event is the next of its call."""

    def __init__(self, url: str, number: str | None = CALLER) -> None:
        self.http = httpx.Client(base_url=url, timeout=30)
        self.number = number
        self.call_id, self.seq = uuid.uuid4().hex, -1
        self.heard: list[str] = []

    def send(self, event: str, **fields):
        self.seq += 1
        body = {
            "call_id": self.call_id,
            "seq": self.seq,
            "event": event,
            "caller": self.number,
            **fields,
        }
        answer = self.http.post("/hotline/turns", json=body)
        assert answer.status_code == 200, answer.text
        self.heard.append(answer.json()["say"])
        return answer.json()

    def says(self, text: str):
        return self.send("speech", text=text, confidence=0.9)

    def keys(self, digits: str):
        return self.send("dtmf", digits=digits)

    def code(self, phone: str) -> str:
        """Read the newest text message on a telephone, once it has come."""
        for _ in range(50):
            texts = self.http.get("/demo/sms", params={"phone": phone}).json()
            if texts:
                return re.search(r"\d{6}", texts[0]["text"])[0]
            time.sleep(0.2)
        raise AssertionError("no code came")

    def goes_on(self, answer):
        """Answer what is asked until nothing is asked any more."""
        for _ in range(30):
            said, asked = answer["say"], answer["prompt_id"].removeprefix("bot.ask_")
            if "要接着听吗" in said:
                answer = self.says("接着听")
            elif "现在打来的这个号码" in said:
                answer = self.send("dtmf", digits="1")
            elif asked in ANSWERS:
                answer = self.says(ANSWERS[asked])
            elif answer["prompt_id"] == "repeated" and "对吗" in said:
                answer = self.send("dtmf", digits="1")
            else:
                return answer
        raise AssertionError(answer)


@pytest.fixture(scope="session")
def strangers():
    """Members whom no other test knows: what locks one locks nobody else."""
    return people(1_950)


@pytest.fixture
def call_of(assistant):
    """Give telephones, and put them down afterwards."""
    used = []

    def call_of(number):
        used.append(Caller(assistant.url, number))
        used[-1].send("start")
        return used[-1]

    yield call_of
    for one in used:
        one.http.close()


@pytest.fixture
def caller(assistant):
    somebody = Caller(assistant.url)
    yield somebody
    somebody.http.close()


@pytest.mark.timeout(300)  # the first test starts the assistant
class TestCall:
    def test_a_caller_who_is_owed_wages_hangs_up_with_a_number(self, caller):
        assert "录音" in caller.send("start")["say"]

        caller.goes_on(caller.says("老板拖欠我三个月工资不发"))

        heard = "".join(caller.heard)
        assert TICKET.search(heard), heard
        assert not re.search(r"[0-9]", heard)

    def test_the_best_of_what_was_heard_is_taken(self, caller):
        caller.send("start")
        nbest = [
            {"text": "我要如会", "confidence": 0.5},
            {"text": "我要入会", "confidence": 0.48},
        ]

        answer = caller.send("speech", nbest=nbest)

        assert "入会" in answer["say"]

    def test_zero_brings_a_person(self, caller):
        caller.send("start")

        answer = caller.send("dtmf", digits="0")

        assert answer["transfer"]["matter"] == "request_human"

    def test_danger_is_answered_in_one_breath(self, caller):
        caller.send("start")

        answer = caller.says("我不想活了，想从楼上跳下去")

        assert "幺幺零" in answer["say"]
        assert "接着听" not in answer["say"]

    def test_who_broke_off_goes_on(self, caller, assistant):
        caller.send("start")
        asked = caller.says("老板拖欠我工资不发")
        caller.send("hangup")
        again = Caller(assistant.url)

        assert again.send("start")["prompt_id"] == "resumed"
        assert again.says("接着办")["say"] in asked["say"]
        again.http.close()


@pytest.mark.timeout(300)
class TestIdentity:
    def test_number_tail_and_code_open_the_record(self, call_of, strangers):
        member = next(strangers)
        call = call_of(member.phone)

        asked = call.says("帮我查一下我是不是工会会员")
        assert "最后四位" in asked["say"]
        assert asked["expect"]["dtmf"]["max"] == 4
        sent = call.keys(member.id_number[-4:].replace("X", "*"))
        assert sent["expect"]["dtmf"]["max"] == 6
        told = call.keys(call.code(member.phone))

        assert "核对好了" in told["say"]
        heard = "".join(call.heard)
        assert not any(said in heard for said in spoken_digits(member.id_number[-4:]))

    def test_the_number_alone_opens_nothing(self, call_of, strangers):
        member = next(strangers)
        call = call_of(member.phone)

        call.says("帮我查一下我是不是工会会员")
        wrong = "0001" if member.id_number[-4:] != "0001" else "0002"
        refused = call.keys(wrong)

        assert "没有对上" in refused["say"]
        assert "登记的手机号" in refused["say"]
        assert refused["expect"]["dtmf"]["max"] == 11

    def test_a_hidden_number_is_asked_for_phone_and_tail(self, call_of, strangers):
        member = next(strangers)
        call = call_of(None)

        asked = call.says("我那个工会的卡丢了")
        assert asked["expect"]["dtmf"]["max"] == 11
        read = call.keys(member.phone)
        assert read["prompt_id"] == "read_back"
        tail = call.keys("1")
        assert tail["expect"]["dtmf"]["max"] == 4
        told = call.keys(member.id_number[-4:].replace("X", "*"))

        assert "对上了" in told["say"]


def spoken_digits(number: str) -> set[str]:
    """Return what would be heard if a number were read aloud."""
    return {by_digit(number), grouped(number)}
