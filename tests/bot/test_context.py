import pytest

from bot.context import in_context, remembered, separated


def read(intent, text="…", **more):
    return {
        "text": text,
        "intent": {"name": intent, "confidence": 0.6},
        "entities": [],
        "requests": [],
        **more,
    }


class TestInContext:
    @pytest.mark.parametrize(
        ("danger", "intent"),
        [
            ("self_harm", "express_crisis"),
            ("violence", "express_crisis"),
            ("heatstroke", "report_heatstroke"),
            ("collective", "report_collective_dispute"),
        ],
    )
    def test_danger_goes_before_everything(self, danger, intent):
        meant = in_context(
            read("report_unpaid_wages"), {"topic": "x"}, danger=danger, aspect="cost"
        )

        assert meant["intent"] == {"name": intent, "confidence": 1.0}

    def test_the_model_knows_better_which_danger_it_is(self):
        meant = in_context(read("report_heatstroke"), {}, danger="self_harm")

        assert meant["intent"]["name"] == "report_heatstroke"

    def test_an_aspect_alone_follows_up_on_the_topic(self):
        asked = read("ask_dream_documents")

        followed = in_context(asked, {"topic": "ask_legal_aid"}, aspect="documents")

        assert followed["intent"]["name"] == "follow_up"
        assert in_context(asked, {}, aspect="documents") is asked

    def test_words_that_stop_end_a_form_and_nothing_else(self):
        said = read("withdraw_ticket", "不查了")

        assert in_context(said, {}, stops=True, asking=True)["intent"] == {
            "name": "stop_flow",
            "confidence": 1.0,
        }
        assert in_context(said, {}, stops=True) is said

    @pytest.mark.parametrize(
        ("wish", "intent"),
        [
            ("bind", "bind_channel"),
            ("unbind", "unbind_channel"),
            ("move", "move_channel"),
            ("listed", "list_channels"),
        ],
    )
    @pytest.mark.parametrize("asking", [True, False])
    def test_a_wish_about_bindings_is_what_the_gateway_read(self, wish, intent, asking):
        said = read("check_membership", "绑定会员")

        meant = in_context(said, {"topic": "x"}, wish=wish, asking=asking)

        assert meant["intent"] == {"name": intent, "confidence": 1.0}

    def test_danger_goes_before_a_wish_and_unknown_wishes_are_none(self):
        said = read("greet")

        assert in_context(said, {}, wish="other") is said
        assert in_context(said, {}, wish="bind", danger="threat")["intent"]["name"] == (
            "express_crisis"
        )

    def test_what_is_clearly_about_a_ticket_follows_up_on_nothing(self):
        urged = read("urge_ticket")
        urged["intent"]["confidence"] = 0.95

        assert in_context(urged, {"topic": "request_human"}, aspect="refused") is urged

    def test_a_yes_takes_the_request_that_was_offered(self):
        waiting = {
            "waiting": [read("ask_union_dues", "会费多少")],
            "waiting_offered": True,
        }

        assert in_context(read("affirm"), waiting)["text"] == "会费多少"
        assert in_context(read("deny"), waiting)["intent"]["name"] == "deny"
        assert in_context(read("affirm"), waiting, asking=True)["text"] == "…"


class TestRequests:
    BOTH = read(
        "report_unpaid_wages",
        "富士康欠我3000块，高温费也没有",
        entities=[
            {
                "entity": "employer",
                "start": 0,
                "end": 3,
                "text": "富士康",
                "value": "x",
            },
            {
                "entity": "money",
                "start": 5,
                "end": 10,
                "text": "3000块",
                "value": "3000",
            },
        ],
        requests=[
            {"intent": "report_unpaid_wages", "confidence": 0.9, "start": 0, "end": 11},
            {
                "intent": "report_heat_allowance",
                "confidence": 0.8,
                "start": 11,
                "end": 17,
            },
        ],
    )

    def test_each_is_told_as_if_it_had_come_alone(self):
        first, other = separated(self.BOTH)

        assert first["text"] == "富士康欠我3000块"
        assert other["text"] == "高温费也没有"
        assert other["intent"]["name"] == "report_heat_allowance"

    def test_share_who_and_where_but_not_figures(self):
        first, other = separated(self.BOTH)

        assert [e["entity"] for e in first["entities"]] == [
            "employer",
            "money",
        ]
        assert [e["entity"] for e in other["entities"]] == ["employer"]

    def test_a_single_request_is_the_whole_message(self):
        single = read("greet", requests=[{"intent": "greet"}])

        [alone] = separated(single)

        assert alone is single


class TestRemembered:
    def test_joins_what_waited_and_what_came(self):
        assert remembered([1], [2], "greet") == [1, 2]

    @pytest.mark.parametrize("intent", ["express_crisis", "stop_flow", "say_goodbye"])
    def test_danger_and_leaving_end_it(self, intent):
        assert remembered([1], [2], intent) == []


def test_what_is_told_and_reckoned_about_is_one_request():
    text = "前年五月离职的工资没给，现在去仲裁还来得及吗"
    likeliest = {"name": "report_unpaid_wages", "confidence": 0.88}
    both = read(
        "report_unpaid_wages",
        text,
        intent_ranking=[likeliest],
        requests=[
            {"intent": "report_unpaid_wages", "confidence": 1, "start": 0, "end": 11},
            {"intent": "ask_arbitration", "confidence": 1, "start": 12, "end": 23},
        ],
    )

    [alone] = separated(both)

    assert alone["text"] == text
