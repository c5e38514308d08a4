"""What must not be missed, and what only sounds like it."""

import pytest

from helpdesk.transcripts.analysis import RiskKind


def kinds(analysis) -> set[RiskKind]:
    return {risk.kind for risk in analysis.risks}


class TestTold:
    @pytest.mark.parametrize(
        ("words", "kind"),
        [
            ("我现在就在天台上，活着没意思了", RiskKind.crisis),
            ("再不给钱我就从楼上跳下去", RiskKind.crisis),
            ("工头带人把我打了，头都打破了", RiskKind.crisis),
            ("我真系唔想活落去了", RiskKind.crisis),
            ("他们把我们锁在宿舍不让走", RiskKind.crisis),
            ("我们一百多个人明天去堵厂门", RiskKind.collective),
            ("大家准备罢工", RiskKind.collective),
            ("刚才有个师傅中暑晕倒了，叫不醒", RiskKind.heatstroke),
            ("上个礼拜工友中暑送医院了，老板不管", RiskKind.heatstroke),
            ("我今年十五岁，在电子厂上班", RiskKind.minor),
            ("我弟弟才十四岁就在厂里打工", RiskKind.minor),
            ("这个厂招了好多童工", RiskKind.minor),
            ("我还没满十六，老板不给结工资", RiskKind.minor),
            ("里面上夜班的有几个才15岁", RiskKind.minor),
        ],
    )
    def test_is_found_with_the_words_that_prove_it(self, analysed, words, kind):
        analysis = analysed({"a": "您好，请讲。"}, {"c": words})

        assert kind in kinds(analysis)
        assert all(risk.words in words for risk in analysis.risks)
        assert all(risk.index == 1 for risk in analysis.risks)

    @pytest.mark.parametrize(
        "words",
        [
            "怕万一有人中暑，想提前准备点药",
            "没有人中暑，大家都好",
            "累死我了，天天加班",
            "我女儿今年十七岁，考上高中了",
            "我干了十五年了",
            "我儿子今年十五岁，上初中，想问助学金",
            "我们没有打架，也没有堵门",
            "招不招人啊，要满十八岁吗",
        ],
    )
    def test_what_only_sounds_like_it_is_none(self, analysed, words):
        assert not kinds(analysed({"a": "您好，请讲。"}, {"c": words}))

    def test_a_sentence_late_in_a_long_speech_is_heard(self, analysed):
        speech = "我在那里做了很久，他们对人也还可以。" * 60

        analysis = analysed({"c": f"{speech}我现在站在楼顶上，不想活了。"})

        assert RiskKind.crisis in kinds(analysis)


class TestAge:
    @pytest.mark.parametrize("answer", ["十五", "刚刚十六", "我今年十七岁", "15岁"])
    def test_an_age_that_is_asked_for_tells_a_minor(self, analysed, answer):
        analysis = analysed({"a": "您今年多大了？"}, {"c": answer})

        assert kinds(analysis) == {RiskKind.minor}

    def test_not_to_be_of_age_yet_tells_one(self, analysed):
        analysis = analysed({"a": "您满十八周岁了吗？"}, {"c": "还没有"})

        assert kinds(analysis) == {RiskKind.minor}

    @pytest.mark.parametrize("answer", ["二十五", "三十八了", "五十", "十八岁"])
    def test_grown_ups_are_none(self, analysed, answer):
        assert not kinds(analysed({"a": "您今年多大了？"}, {"c": answer}))


class TestSeat:
    def test_what_it_warns_of_is_no_risk(self, analysed):
        analysis = analysed(
            {"a": "身边有人中暑晕倒要马上打120，想不开可以打12356。"}, {"c": "好的"}
        )

        assert not kinds(analysis)

    def test_what_it_repeats_and_the_caller_confirms_is_one(self, analysed):
        analysis = analysed({"a": "您是说刚才有工友中暑昏迷了对吗？"}, {"c": "对对"})

        assert kinds(analysis) == {RiskKind.heatstroke}
        assert analysis.risks[0].index == 0

    def test_what_the_caller_denies_is_none(self, analysed):
        analysis = analysed(
            {"a": "您是说刚才有工友中暑昏迷了对吗？"}, {"c": "没有，就是热"}
        )

        assert not kinds(analysis)


class TestRequest:
    def test_a_risk_that_nobody_put_as_one_becomes_one(self, analysed):
        analysis = analysed({"c": "这个厂里面招了好多童工"})

        assert [asked.intent for asked in analysis.asked] == ["report_contract_issue"]
