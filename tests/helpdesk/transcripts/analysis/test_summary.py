"""A call by what was told in it."""

import pytest

from helpdesk.transcripts.analysis import abstract

OPEN = {"a": "您好，请讲。"}


def texts(facts) -> list[str]:
    return [fact.text for fact in facts]


class TestCorrection:
    @pytest.mark.parametrize(
        "words",
        [
            "一共三万二，不对，三万六",
            "欠了三万二，说错了，是三万六",
            "不是三万二，是三万六",
        ],
    )
    def test_what_was_corrected_at_once_is_gone(self, analysed, words):
        analysis = analysed(OPEN, {"c": f"老板欠我工资，{words}。"})

        assert texts(analysis.summary.amounts) == ["36000元"]

    def test_what_the_seat_heard_wrong_is_put_right(self, analysed):
        analysis = analysed(
            OPEN,
            {"c": "三个月没发工资了。"},
            {"a": "三个月对吧？"},
            {"c": "不是三个月，是四个月。"},
        )

        assert texts(analysis.summary.since) == ["4个月"]
        assert analysis.summary.since[0].index == 3


class TestCounts:
    @pytest.mark.parametrize(
        "words",
        [
            "我电话是一三八零零一三八零一七个月底打都行",
            "打我电话13800138017个月前换的号",
            "一三八零零一三八零一七天天开机",
            "号码13800138017个人用的",
            "一三八零零，一三八零一七个月前办的",
        ],
    )
    def test_a_telephone_number_counts_nothing(self, analysed, words):
        summary = analysed(OPEN, {"c": f"厂里没发工资，{words}。"}).summary

        assert texts(summary.since) == []
        assert texts(summary.amounts) == []

    def test_what_follows_a_number_is_kept(self, analysed):
        words = "老板不发工资，电话13800138017，三个月了，一共1200000元，欠三百人"
        summary = analysed(OPEN, {"c": words}).summary

        assert texts(summary.since) == ["3个月"]
        assert texts(summary.amounts) == ["1200000元", "300人"]


class TestFacts:
    def test_are_normalised_and_lead_to_their_segments(self, analysed):
        analysis = analysed(
            OPEN,
            {"c": "我在宝安沙井的鑫盛达塑胶厂上班。"},
            {"a": "欠了多少？"},
            {"c": "从去年三月到现在，两万八千五。"},
        )

        summary = analysis.summary
        assert texts(summary.where) == ["宝安", "沙井", "鑫盛达塑胶厂"]
        assert [(f.text, f.index) for f in summary.since] == [("2025年3月", 3)]
        assert [(f.text, f.index) for f in summary.amounts] == [("28500元", 3)]

    @pytest.mark.parametrize(
        ("question", "answer", "told"),
        [
            ("您是工会会员吗？", "是的", ["会员"]),
            ("您是工会会员吗？", "不是", ["非会员"]),
            ("您是工会会员吗？", "会员是的，去年入的", ["会员"]),
            ("您好，请讲。", "帮我查下我是不是会员", []),
            ("您好，请讲。", "我会员卡丢了", []),
            ("您好，请讲。", "我替我老公问一下工伤的事", ["替老公问"]),
        ],
    )
    def test_tell_who_calls(self, analysed, question, answer, told):
        analysis = analysed({"a": question}, {"c": answer})

        assert texts(analysis.summary.who) == told


class TestPromise:
    @pytest.mark.parametrize(
        "words",
        [
            "我们三个工作日内给您回电话",
            "我帮您登记一下，会有同事联系您",
            "我马上上报区里",
            "好的，已经登记了",
        ],
    )
    def test_is_kept_in_the_seats_words(self, analysed, words):
        analysis = analysed({"c": "工资没发。"}, {"a": f"{words}。"})

        assert texts(analysis.summary.promised) == [words]
        assert analysis.summary.promised[0].index == 1

    @pytest.mark.parametrize(
        "words",
        [
            "请问有什么可以帮您？",
            "您可以向劳动监察投诉。",
            "要不要我帮您登记？",
            "公司一般会在三十天内申请。",
        ],
    )
    def test_advice_and_questions_are_none(self, analysed, words):
        analysis = analysed({"c": "工资没发。"}, {"a": words})

        assert not analysis.summary.promised

    def test_a_callers_words_are_none(self, analysed):
        assert not analysed({"c": "我明天给你回电话"}).summary.promised


class TestAbstract:
    def test_is_a_few_short_sentences(self, analysed):
        analysis = analysed(
            OPEN,
            {"c": "老板四个月没发工资了，欠我两万。"},
            {"a": "您怎么称呼？在哪个厂？"},
            {"c": "我叫宋桂兰，在松岗好味来餐饮。"},
            {"a": "我们三个工作日内给您回电话。"},
        )

        assert abstract(analysis) == (
            "来电人：宋桂兰。反映：老板四个月没发工资了，欠我两万。"
            "地点单位：松岗、好味来餐饮。时间：4个月。数额：20000元。"
            "坐席答应：我们三个工作日内给您回电话。"
        )

    def test_of_a_call_that_says_nothing_there_is_none(self, analysed):
        assert abstract(analysed(OPEN, {"c": "嗯"})) == ""
