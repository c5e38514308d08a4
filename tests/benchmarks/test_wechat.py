"""What the bad day of 200 followers counts as wrong."""

import random

import pytest

from benchmarks.wechat.judging import OnRecord, Shown, Verdict, judge_follower
from benchmarks.wechat.platform import ACCOUNT, Platform, written
from benchmarks.wechat.traffic import Load, Sent
from wechat.crypto import signature
from wechat.errors import Rejected
from wechat.fields import parse


def sent(number, *, shown=None, at=0.0, **more):
    one = Sent("oBENCH", str(number), "您好", at=at, answered=True, **more)
    one.shown, one.shown_at = shown, at + 1
    one.bodies.add(b"one answer")
    return one


def wrong(messages, records, shown=()):
    verdict = Verdict()
    judge_follower(verdict, messages, records, shown)
    return dict(+verdict.wrong)


class TestJudgeFollower:
    def test_two_ways_of_one_answer_each_are_right(self):
        messages = [sent(1, shown="一"), sent(2, at=5)]
        records = [OnRecord("1", ("一",)), OnRecord("2", ("二", "三"))]

        assert wrong(messages, records, [Shown(7, "二"), Shown(8, "三")]) == {}

    @pytest.mark.parametrize(
        ("shown", "what"),
        [
            ([], "lost"),
            ([Shown(7, "二"), Shown(8, "二")], "brought twice or unasked"),
            ([Shown(7, "别的")], "lost"),
        ],
    )
    def test_customer_service_brings_each_once(self, shown, what):
        assert wrong([sent(2)], [OnRecord("2", ("二",))], shown)[what] == 1

    def test_a_passive_answer_is_not_brought_again(self):
        found = wrong([sent(1, shown="一")], [OnRecord("1", ("一",))], [Shown(7, "一")])

        assert found["brought twice or unasked"] == 1

    def test_order_within_customer_service(self):
        records = [OnRecord("1", ("一",)), OnRecord("2", ("二",))]

        found = wrong([sent(1), sent(2)], records, [Shown(7, "二"), Shown(8, "一")])

        assert found["customer service out of order"] == 1

    def test_a_passive_answer_that_overtakes(self):
        records = [OnRecord("1", ("一",)), OnRecord("2", ("二",))]

        found = wrong([sent(1), sent(2, shown="二")], records, [Shown(7, "一")])

        assert found == {"an answer overtook another": 1}

    @pytest.mark.parametrize(
        ("records", "what"),
        [
            ([], "not on record"),
            ([OnRecord("1", None)], "no answer on record"),
            ([OnRecord("1", ("别的",))], "another answer than on record"),
            ([OnRecord("1", ("一",))] * 2, "recorded twice"),
        ],
    )
    def test_what_is_on_record(self, records, what):
        assert wrong([sent(1, shown="一")], records)[what] == 1

    def test_two_deliveries_get_one_answer(self):
        one = sent(1, shown="一")
        one.bodies.add(b"another")

        found = wrong([one], [OnRecord("1", ("一",))])

        assert found == {"two deliveries, two answers": 1}


class TestLoad:
    def test_every_message_has_a_number_of_its_own(self):
        load = Load(followers=3, rate=20, seconds=5)

        messages = list(load.messages(["您好"], random.Random(1)))  # noqa: S311

        assert len({one.number for one in messages}) == len(messages) == 100
        assert len({one.openid for one in messages}) == 3


class TestPlatform:
    def reply(self, platform, *, receiver="oBENCH", token=None):
        inside = written(ACCOUNT, "text", Content="您好").replace(
            f"<ToUserName><![CDATA[{ACCOUNT}", f"<ToUserName><![CDATA[{receiver}"
        )
        encrypted = platform.cipher.encrypt(inside)
        signed = signature(token or platform.token, "1", "2", encrypted)
        return (
            f"<xml><Encrypt>{encrypted}</Encrypt><MsgSignature>{signed}</MsgSignature>"
            "<TimeStamp>1</TimeStamp><Nonce>2</Nonce></xml>"
        ).encode()

    def test_understands_an_answer(self):
        platform = Platform.invent()

        answer = platform.understood(self.reply(platform))

        assert (answer.openid, answer.content) == ("oBENCH", "您好")

    def test_success_is_no_answer(self):
        assert Platform.invent().understood(b"success") is None

    @pytest.mark.parametrize("body", [b"{}", b"<xml/>", b"<xml><Encrypt>A"])
    def test_anything_else_is_shown_as_out_of_order(self, body):
        with pytest.raises(Rejected):
            Platform.invent().understood(body)

    def test_a_wrong_signature_likewise(self):
        platform = Platform.invent()

        with pytest.raises(ValueError, match="signed"):
            platform.understood(self.reply(platform, token="guessed"))

    def test_its_deliveries_are_signed(self):
        platform = Platform.invent()
        query, body = platform.delivery("<xml/>", openid="oBENCH")
        encrypted = parse(body.decode()).text("Encrypt")

        signed = platform.token, query["timestamp"], query["nonce"], encrypted
        assert query["msg_signature"] == signature(*signed)
        assert platform.cipher.decrypt(encrypted) == "<xml/>"
