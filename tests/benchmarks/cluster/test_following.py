from dataclasses import replace

from benchmarks.cluster.following import judge_followers
from benchmarks.cluster.judging import Recorded
from benchmarks.cluster.records import texts
from benchmarks.wechat.traffic import Sent

ON_RECORD = Recorded("7", "c1", "好的", parts=("好的",))


def sent(**told) -> Sent:
    return Sent("o1", "7", "你好", **{"answered": True, "deliveries": 1} | told)


def wrong(one: Sent, *records: Recorded, brought=()) -> dict[str, int]:
    return dict(+judge_followers([one], records, {"o1": list(brought)}).wrong)


class TestJudgeFollowers:
    def test_an_answer_at_once_is_good(self):
        assert wrong(sent(shown="好的"), ON_RECORD) == {}

    def test_what_was_promised_has_to_come(self):
        found = wrong(sent(), ON_RECORD)

        assert found == {"promised and never brought": 1}
        assert wrong(sent(), ON_RECORD, brought=["好的"]) == {}

    def test_what_was_taken_is_on_record(self):
        assert wrong(sent()) == {"taken on WeChat and lost": 1}

    def test_who_is_told_to_write_again_has_lost_nothing(self):
        assert wrong(sent(shown=texts().failed)) == {}

    def test_what_was_taken_is_answered(self):
        found = wrong(sent(), replace(ON_RECORD, answer=None, parts=()))

        assert found == {"taken on WeChat and never answered": 1}

    def test_an_empty_taking_of_what_nobody_answered_is_not_lost(self):
        verdict = judge_followers([sent(answered=False)], [], {})

        assert verdict.is_good
        assert verdict.notes["delivered to WeChat's limit"] == 1

    def test_what_wechat_gave_up_may_be_answered_all_the_same(self):
        verdict = judge_followers([sent(answered=False)], [ON_RECORD], {"o1": ["好的"]})

        assert verdict.is_good
        assert not verdict.notes["brought twice"]

    def test_twice_by_customer_service_is_told(self):
        brought = {"o1": ["好的", "好的"]}

        verdict = judge_followers([sent()], [ON_RECORD], brought)

        assert verdict.is_good
        assert verdict.notes["brought twice"] == 1

    def test_another_answer_than_on_record(self):
        found = wrong(sent(shown="别的"), ON_RECORD)

        assert found == {"shown another answer than on record": 1}

    def test_two_deliveries_have_one_answer(self):
        found = wrong(sent(shown="好的", bodies={b"1", b"2"}), ON_RECORD)

        assert found == {"two deliveries, two answers": 1}
