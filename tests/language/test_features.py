import numpy as np
import pytest

from language.features import SALT, Counts, count
from language.keys import Track, codes, named
from language.linear import Linear


def letters(text: str, family: str = "letters") -> int:
    [key] = Track(codes(text)).keys(np.array([0]), np.array([len(text)]))
    return int(key ^ SALT[family])


@pytest.fixture(scope="module")
def counted(page):
    """Count what is in messages of one channel."""

    def counted(*texts: str, channel: str = "chat") -> Counts:
        return count(page(*texts), [channel] * len(texts))

    return counted


@pytest.fixture(scope="module")
def keys(counted):
    return lambda text, **said: counted(text, **said).keys.tolist()


@pytest.fixture(scope="module")
def sound(page):
    """Give the key of the sounds of a text."""

    def sound(text: str) -> int:
        laid = page(text)
        [key] = laid.sounds.keys(laid.starts, laid.starts + laid.lengths)
        return int(key ^ SALT["sound"])

    return sound


class TestCount:
    def test_sounds_survive_a_wrong_character(self, keys, sound):
        right, misheard = set(keys("加入工会")), set(keys("加入公会"))

        assert sound("工会") == sound("公会")
        assert sound("工会") in right & misheard
        assert letters("工会") in right - misheard

    def test_letters_and_sounds_are_counted_up_to_a_length(self, keys, sound):
        found = set(keys("怎么加入工会"))

        assert {letters("怎"), letters("么加"), letters("怎么加入")} <= found
        assert letters("怎么加入工") not in found
        assert sound("加入工") in found
        assert sound("加入工会") not in found

    def test_words_are_told_apart_from_letters(self, keys):
        found = keys("圆梦计划怎么报名")

        assert letters("圆梦计划", "word") in found
        assert letters("划怎") in found
        assert letters("划怎", "word") not in found

    def test_ideas_come_alone_and_in_pairs(self, keys):
        found = keys("老板拖欠工资，怎么投诉")

        names = ("idea not_paid", "idea complain_of", "ideas complain_of not_paid")
        assert {named(name) for name in names} <= {*found}
        assert named("ideas not_paid complain_of") not in found

    def test_an_idea_is_counted_once_however_often_it_is_said(self, keys):
        found = keys("拖欠工资，拖欠工钱，拖欠")

        assert found.count(named("idea not_paid")) == 1

    def test_names_and_entities_are_told_by_their_kind(self, keys):
        found = keys("在宝安欠我八千块")

        assert {named("name district"), named("entity money")} <= {*found}

    def test_clauses_do_not_run_into_one_another(self, keys):
        found = keys("卡丢了，工资没发")

        assert letters("了工") not in found
        assert letters("了,工") not in found
        assert {letters("了", "last"), letters("工", "first")} <= {*found}

    def test_readings_do_not_run_into_one_another(self, counted):
        together = counted("卡丢了", "", "工资没发")
        alone = [counted(text) for text in ("卡丢了", "", "工资没发")]

        keys = np.concatenate([page.keys for page in alone])

        assert sorted(together.keys.tolist()) == sorted(keys.tolist())

    def test_edges_are_those_of_the_clause(self, keys):
        found = keys("会员卡丢了")

        firsts = {letters(edge, "first") for edge in ("会", "会员", "会员卡")}
        lasts = {letters(edge, "last") for edge in ("了", "丢了", "卡丢了")}
        assert firsts | lasts <= {*found}
        assert letters("会员卡丢", "first") not in found

    def test_only_a_short_clause_is_counted_as_a_whole(self, keys):
        assert letters("卡丢了", "whole") in keys("卡丢了，会员卡丢了")
        assert letters("会员卡丢了", "whole") not in keys("卡丢了，会员卡丢了")

    def test_tells_channel_length_and_question(self, keys):
        found = keys("会费扣多少？", channel="asr")

        told = {named(name) for name in ("channel asr", "length 3", "?", "asked")}
        assert told <= {*found}
        assert named("channel chat") not in found
        assert not {named("?"), named("asked")} & {*keys("会费扣了")}

    def test_tells_how_much_is_bare_data(self, keys):
        assert named("covered 4") in keys("13800138000")
        assert named("covered 0") in keys("会费扣多少")

    def test_counts_every_clause_for_itself(self, counted):
        counts = counted("卡丢了，工资没发", "你好")

        first, second, whole, *_ = (
            {*counts.keys[counts.owners == owner].tolist()}
            for owner in range(counts.rows)
        )

        assert counts.firsts.tolist() == [0, 3, 5]
        assert letters("卡丢了") in first - second - whole
        assert letters("工资") in second - first - whole
        assert named("channel chat") in whole - first - second

    @pytest.mark.parametrize("text", ["", "，", "？！"])
    def test_where_nothing_is_said_only_the_whole_is_counted(self, counted, text):
        counts = counted(text)

        assert counts.rows == 1
        assert named(f"length {len(text).bit_length()}") in counts.keys
        assert not counts.owners.any()

    def test_clauses_and_whole_add_up_to_the_message(self, counted):
        counts = counted("卡丢了，工资没发。怎么办", "", "你好", "我在宝安，欠我八千")
        known = np.unique(counts.keys)
        weights = np.random.default_rng(1).integers(-9, 9, (len(known), 3))
        linear = Linear(known, weights.astype(np.float32))

        by_owner = linear.sums(counts.keys, counts.owners, counts.rows)
        by_message = linear.sums(counts.keys, counts.messages(), 4)

        sums = np.add.reduceat(by_owner, counts.firsts[:-1], axis=0)
        assert sums.tolist() == by_message.tolist()


class TestJoined:
    def test_pages_put_together_are_one_page(self, counted):
        texts = ("卡丢了，工资没发", "", "你好", "欠我八千")

        joined = Counts.joined([counted(*texts[:1]), counted(*texts[1:])])

        whole = counted(*texts)
        assert joined.firsts.tolist() == whole.firsts.tolist()
        assert sorted(
            zip(joined.owners.tolist(), joined.keys.tolist(), strict=True)
        ) == (sorted(zip(whole.owners.tolist(), whole.keys.tolist(), strict=True)))


class TestOfClauses:
    def test_leaves_the_whole_out(self, counted):
        counts = counted("卡丢了，工资没发", "", "你好")
        rows = np.arange(counts.rows, dtype=np.float32)[:, None]

        said = counts.of_clauses(rows)

        assert [own[:, 0].tolist() for own in said] == [[0, 1], [], [4]]


class TestMessages:
    def test_give_the_message_of_every_key(self, counted):
        counts = counted("卡丢了，工资没发", "", "你好")

        own = dict(zip(counts.owners.tolist(), counts.messages().tolist(), strict=True))

        assert own == {0: 0, 1: 0, 2: 0, 3: 1, 4: 2, 5: 2}
