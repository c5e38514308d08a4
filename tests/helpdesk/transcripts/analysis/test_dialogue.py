"""What turns mean where they are said."""

import pytest

WAGES = ({"a": "您好，请讲。"}, {"c": "老板三个月没发工资了，我想投诉。"})


def intents(analysis) -> list[str]:
    return [asked.intent for asked in analysis.asked]


class TestAnswer:
    @pytest.mark.parametrize(
        ("question", "answer"),
        [
            ("有没有签劳动合同？", "没签。"),
            ("有没有签劳动合同？", "合同没有，哪个给你签合同嘛，就一个本子。"),
            ("有没有买社保？", "没有买，一直都没有给我们买过社保。"),
            ("有没有安排您加班？", "加班倒没有，就是工资不给。"),
            ("您是工会会员吗？", "会员我不知道是不是，我们公司好像没有工会。"),
            ("您是哪个单位的？", "富士康。"),
            ("拖了多久？", "三个月。"),
            ("是三个月对吧？", "对的。"),
        ],
    )
    def test_is_no_request(self, analysed, question, answer):
        analysis = analysed(*WAGES, {"a": question}, {"c": answer})

        assert intents(analysis) == ["report_unpaid_wages"]

    def test_to_an_open_question_it_is_one(self, analysed):
        analysis = analysed(
            *WAGES, {"a": "还有别的问题吗？"}, {"c": "他也没给我交社保。"}
        )

        assert intents(analysis) == ["report_unpaid_wages", "report_social_insurance"]

    def test_that_asks_for_something_is_one(self, analysed):
        analysis = analysed(
            *WAGES, {"a": "有签合同吗？"}, {"c": "签了，另外我想问下会员卡丢了怎么补？"}
        )

        assert intents(analysis) == ["report_unpaid_wages", "report_card_problem"]

    def test_names_what_was_asked_for(self, analysed):
        analysis = analysed(
            *WAGES,
            {"a": "您的公司名称？"},
            {"c": "凉友制冷"},
            {"a": "您怎么称呼？"},
            {"c": "姓覃"},
        )

        named = [(e.entity, e.text) for r in analysis.routed for e in r.entities]
        assert ("employer", "凉友制冷") in named
        assert ("person_name", "覃") in named

    @pytest.mark.parametrize("answer", ["不方便说", "不知道叫什么", "我不想说"])
    def test_that_is_refused_names_nobody(self, analysed, answer):
        analysis = analysed(
            *WAGES,
            {"a": "您怎么称呼？"},
            {"c": answer},
            {"a": "哪个公司？"},
            {"c": answer},
        )

        named = {e.entity for r in analysis.routed[1:] for e in r.entities}
        assert not named & {"person_name", "employer"}

    def test_is_none_after_what_the_seat_has_explained(self, analysed):
        analysis = analysed(
            *WAGES, {"a": "要准备劳动合同和考勤。"}, {"c": "合同在公司那里，没给我。"}
        )

        assert intents(analysis) == ["report_unpaid_wages"]


class TestFollowUp:
    @pytest.mark.parametrize("asked", ["那要带什么材料？", "要多久？", "去哪里办？"])
    def test_is_about_what_was_talked_of(self, analysed, asked):
        analysis = analysed(*WAGES, {"a": "可以的。"}, {"c": asked})

        assert intents(analysis) == ["report_unpaid_wages"]
        assert analysis.asked[0].segments == (1, 3)

    def test_asks_for_its_side_of_the_matter(self, analysed):
        analysis = analysed(
            {"c": "我想申请法律援助。"}, {"a": "可以的。"}, {"c": "要带什么材料？"}
        )

        assert analysis.articles[:2] == (
            "apply_legal_aid.documents",
            "apply_legal_aid",
        )

    def test_is_likelier_about_what_was_talked_of(self, analysed):
        analysis = analysed(
            {"c": "帮我查一下我是不是工会会员。"},
            {"a": "您是会员，会籍在平湖街道。"},
            {"c": "那我现在没上班了，会籍还在吗？"},
        )

        assert intents(analysis) == ["check_membership"]

    def test_of_nothing_is_nothing(self, analysed):
        assert intents(analysed({"a": "您好。"}, {"c": "要多久？"})) == []


class TestTalk:
    @pytest.mark.parametrize(
        "words",
        ["喂，你好", "谢谢啊", "好的好的", "嗯", "拜拜", "喂喂听得到吗", "不是"],
    )
    def test_is_no_request(self, analysed, words):
        assert intents(analysed({"a": "您好。"}, {"c": words})) == []

    def test_foreign_matters_are_none(self, analysed):
        assert intents(analysed({"a": "请讲。"}, {"c": "明天会不会下雨啊"})) == []


class TestRequests:
    @pytest.mark.parametrize(
        ("words", "intent"),
        [
            ("我要投诉老板欠薪", "report_unpaid_wages"),
            ("我要投诉公司不给加班费", "report_overtime"),
            ("我要投诉你们上次那个接线员，态度太差了", "complain_service"),
        ],
    )
    def test_who_is_complained_of_decides(self, analysed, words, intent):
        assert intents(analysed({"a": "请讲。"}, {"c": words})) == [intent]

    def test_urging_what_is_being_told_is_no_other_matter(self, analysed):
        analysis = analysed(*WAGES, {"a": "五个工作日。"}, {"c": "能不能快一点啊？"})

        assert intents(analysis) == ["report_unpaid_wages"]

    def test_a_crowd_needs_people(self, analysed):
        alone = analysed(*WAGES, {"a": "好的。"}, {"c": "找了嘛他说没得钱让我们去中裁"})
        crowd = analysed({"c": "我们厂一百多人两个月没发工资，大家都在厂门口"})

        assert intents(alone) == ["report_unpaid_wages"]
        assert intents(crowd) == ["report_collective_dispute"]

    def test_several_of_one_turn_are_several(self, analysed):
        analysis = analysed({"c": "老板拖欠工资三个月了，另外会员卡丢了怎么补办"})

        assert intents(analysis) == ["report_unpaid_wages", "report_card_problem"]

    def test_one_told_over_a_cut_is_one_with_both_segments(self, analysed):
        analysis = analysed({"c": "我们老板已经三个月|没有给我们发工资了"})

        assert intents(analysis) == ["report_unpaid_wages"]
        assert analysis.asked[0].segments == (0, 1)

    def test_a_question_on_the_way_becomes_part_of_the_matter(self, analysed):
        analysis = analysed(
            {"c": "我被公司辞退了，没有赔偿。"},
            {"a": "可以申请仲裁。"},
            {"c": "劳动仲裁要收费吗？"},
        )

        assert intents(analysis) == ["report_dismissal"]
