"""Keys and numbers: what they stand for, read back before they count."""

import pytest

from tests.api.hotline.conftest import asks


class TestKeys:
    async def test_zero_fetches_a_person(self, begun, key, bot):
        await key("0")

        assert bot.texts == ["转人工"]

    async def test_the_star_says_it_again(self, begun, key, bot):
        again = (await key("*"))["say"]

        assert begun["say"].endswith(again)
        assert bot.asked == []

    async def test_the_menu_stands_for_words(self, begun, key, bot):
        await key("2")

        assert bot.texts == ["我要入会"]

    async def test_a_key_without_a_meaning_is_told(self, begun, key, bot):
        assert (await key("7"))["prompt_id"] == "keys_unknown"

    async def test_one_and_two_are_yes_and_no(self, begun, hear, key, bot):
        bot.will(asks("对吗？", "confirmed"))
        await hear("老板不发工资")
        await key("1")
        await key("2")

        assert bot.texts[1:] == ["是的", "不是"]

    async def test_digits_answer_a_question(self, begun, hear, key, bot):
        bot.will(asks("欠了几个月？", "unpaid_months"))
        await hear("老板不发工资")
        await key("8#")

        assert bot.texts[-1] == "8"


class TestNumbers:
    @pytest.fixture
    async def asked(self, begun, hear, bot):
        bot.will(asks("请说十二位的工单号。", "ticket_number", intent="check_ticket"))
        return await hear("查工单")

    async def test_as_many_keys_are_awaited_as_it_has(self, asked):
        assert asked["expect"]["dtmf"]["max"] == 12

    @pytest.mark.parametrize(
        "said",
        [
            {"text": "二六零七幺五零零零四二八"},
            {"text": "是260715 000 428"},
            {"text": "嗯 二六零七幺五 零零零 四二八 吧"},
        ],
    )
    async def test_what_is_said_is_read_back(self, asked, event, bot, said):
        answer = await event("speech", **said)

        assert "二六零七幺五 零零零 四二八，对吗？" in answer["say"]
        assert len(bot.asked) == 1

    async def test_what_is_keyed_is_read_back(self, asked, key):
        answer = await key("260715000428#")

        assert answer["prompt_id"] == "read_back"

    @pytest.mark.parametrize("yes", [{"text": "对的"}, {"digits": "1"}])
    async def test_a_yes_hands_it_to_the_bot(self, asked, key, event, bot, yes):
        await key("260715000428")
        await event("dtmf" if "digits" in yes else "speech", **yes)

        assert bot.texts[-1] == "260715000428"

    @pytest.mark.parametrize("no", [{"text": "不对"}, {"digits": "2"}])
    async def test_a_no_asks_again(self, asked, key, event, bot, no):
        await key("260715000428")
        answer = await event("dtmf" if "digits" in no else "speech", **no)

        assert answer["prompt_id"] == "read_again"
        assert len(bot.asked) == 1

    async def test_another_number_takes_its_place(self, asked, key, bot):
        await key("260715000428")
        answer = await key("260715000436")

        assert "四三六" in answer["say"]

    @pytest.mark.parametrize(
        ("text", "read"),
        [
            ("不对，是二六零七幺五零零零四三六", "四三六"),
            ("不对，后三位是四三六", "四三六"),
            ("错了 最后是四三六", "四三六"),
            ("不是四二八，是四三六", "四三六"),
            ("前六位是二六零七幺六", "二六零七幺六 零零零 四二八"),
        ],
    )
    async def test_what_is_put_right_is_read_back(
        self, asked, key, hear, bot, text, read
    ):
        await key("260715000428")
        answer = await hear(text)

        assert answer["prompt_id"] == "read_back"
        assert read in answer["say"]
        assert len(bot.asked) == 1

    @pytest.mark.parametrize("text", ["不对不对", "不对啊你听错了", "不是这个号"])
    async def test_a_refusal_in_other_words_asks_again(self, asked, key, hear, text):
        await key("260715000428")

        assert (await hear(text))["prompt_id"] == "read_again"

    async def test_is_that_right_is_no_yes(self, asked, key, hear, bot):
        await key("260715000428")
        await hear("对吗")

        assert bot.texts[-1] != "260715000428"

    async def test_comes_in_pieces(self, asked, hear, bot):
        first = await hear("嗯 二六零七幺五")
        second = await hear("零零零")
        whole = await hear("四二八")

        assert [first["prompt_id"], second["prompt_id"]] == ["number_begun"] * 2
        assert "二六零七幺五 零零零 四二八，对吗？" in whole["say"]
        assert len(bot.asked) == 1

    async def test_who_begins_anew_is_understood(self, asked, hear):
        await hear("二六零七")
        whole = await hear("算了重来 二六零七幺五零零零四二八")

        assert "二六零七幺五 零零零 四二八" in whole["say"]

    async def test_half_a_mobile_number_is_no_landline(self, begun, hear, bot):
        bot.will(asks("请说一个联系电话。", "contact_phone"))
        await hear("老板不发工资", caller="anonymous")
        half = await hear("幺三八零零幺三", caller="anonymous")
        whole = await hear("幺二三四", caller="anonymous")

        assert half["prompt_id"] == "number_begun"
        assert "幺三八 零零幺三 幺二三四" in whole["say"]

    async def test_a_sentence_is_no_piece(self, asked, hear, bot):
        await hear("我没有工单号，我是上个月三号打的电话，三个人一起")

        assert bot.texts[-1].startswith("我没有工单号")

    async def test_is_listened_to_longer(self, asked):
        assert asked["expect"]["speech"]["end_silence_s"] == 2.0

    async def test_an_amount_takes_several_keys(self, begun, hear, bot):
        bot.will(asks("大概欠了多少钱？", "unpaid_amount"))
        answer = await hear("老板不发工资")

        assert answer["expect"]["dtmf"]["max"] == 8

    async def test_too_few_keys_are_asked_for_again(self, asked, key, bot):
        assert (await key("12345"))["prompt_id"] == "read_again"

    async def test_the_star_is_the_letter_of_an_id_card(self, begun, hear, key, bot):
        bot.will(asks("请说身份证的最后四位。", "id_tail", intent="check_membership"))
        await hear("查会员")
        await key("001*")

        assert bot.texts[-1] == "001X"

    async def test_the_number_that_calls_answers_for_itself(
        self, begun, hear, key, bot
    ):
        bot.will(asks("请说一个联系电话。", "contact_phone"))
        answer = await hear("老板不发工资")
        await key("1")

        assert "现在打来的这个号码" in answer["say"]
        assert bot.texts[-1] == "13800131234"

    async def test_the_number_is_remembered_from_the_beginning(self, begun, hear, bot):
        bot.will(asks("请说一个联系电话。", "contact_phone"))
        answer = await hear("老板不发工资", caller=None)

        assert "现在打来的这个号码" in answer["say"]

    async def test_a_hidden_number_does_not(self, event, bot):
        bot.will(asks("请说一个联系电话。", "contact_phone"))
        answer = await event("speech", text="老板不发工资", caller="anonymous")

        assert "现在打来" not in answer["say"]
