import pytest
from hypothesis import given
from hypothesis import strategies as st

from language.normalise import HEAD, TAIL, Normalised, Normaliser

REWRITES = {"呃": "", "那个": "", "那个月": "那个月", "几时": "什么时候"}

TEXTS = st.one_of(
    st.text(max_size=40),
    st.text(
        st.sampled_from("工资a1零〇　 \t\n，,呃那个月几时點Ａ😀\u200b\ud800?"),
        max_size=40,
    ),
    st.text(st.sampled_from("工a零 ,"), max_size=12),
    st.text(
        st.sampled_from("工会欠薪"), min_size=HEAD + TAIL - 2, max_size=HEAD + TAIL + 2
    ),
)


class Thorough(Normaliser):
    """Takes no message for a plain one."""

    def _is_plain(self, text: str, folded: str) -> bool:
        return False


def told(normalised: Normalised) -> tuple[object, ...]:
    starts, ends = tuple(normalised.starts), tuple(normalised.ends)
    return normalised.text, starts, ends, normalised.original, normalised.cut


@pytest.fixture(scope="module")
def normalise() -> Normaliser:
    return Normaliser({**REWRITES, "点样样": "怎么"})


class TestNormaliser:
    @pytest.mark.parametrize(
        ("text", "folded"),
        [
            ("　嗯，我想咨询ＯＴ加班費 ", "嗯,我想咨询ot加班费"),
            ("呃那个工资呃没发", "工资没发"),
            ("那个月没发", "那个月没发"),
            ("哈哈哈哈哈哈", "哈哈"),
            ("幺三八零零零零一", "幺三八零零零零一"),
            ("a  b\n\n c", "a b c"),
            ("几时发", "什么时候发"),
            ("", ""),
            ("😀\u200b", ""),
        ],
    )
    def test_folds_drops_and_rewrites(self, normalise, text, folded):
        assert normalise(text).text == folded

    def test_rewrites_phrases_of_characters_that_are_folded_themselves(self):
        assert Normaliser({"嗰": "那", "搵": "找"})("搵嗰個人").text == "找那个人"

    def test_keeps_fillers_where_there_is_nothing_else(self, normalise):
        assert normalise("呃，呃").text == "呃,呃"

    def test_leads_back_to_the_original(self, normalise):
        text = "　呃，我喺😀寶安區"

        folded = normalise(text)

        start = folded.text.index("宝安区")
        first, last = folded.span(start, start + 3)
        assert text[first:last] == "寶安區"

    def test_a_longer_rewriting_covers_what_it_replaced(self, normalise):
        folded = normalise("几时发")

        assert folded.span(0, 4) == (0, 2)
        assert folded.span(4, 5) == (2, 3)

    def test_a_shorter_rewriting_covers_what_it_replaced(self, normalise):
        folded = normalise("点样样办")

        assert folded.text == "怎么办"
        assert folded.span(0, 2) == (0, 3)

    def test_reads_the_beginning_and_the_end_of_a_long_message(self, normalise):
        text = "头" + "中" * 9_000 + "尾"

        folded = normalise(text)

        assert folded.cut
        assert len(folded.text) <= HEAD + TAIL
        assert folded.text[0] == "头"
        assert folded.text[-1] == "尾"
        assert folded.ends[-1] == len(text)

    @given(text=TEXTS)
    def test_a_plain_message_is_read_as_thoroughly_as_any(self, text):
        for rewrites in ({}, REWRITES):
            quick, thorough = Normaliser(rewrites), Thorough(rewrites)
            assert told(quick(text)) == told(thorough(text))

    @given(text=TEXTS)
    def test_every_character_knows_where_it_came_from(self, normalise, text):
        folded = normalise(text)

        places = list(zip(folded.starts, folded.ends, strict=True))
        assert len(places) == len(folded.text)
        assert places == sorted(places)
        assert all(0 <= start < end <= len(text) for start, end in places)


class TestLocate:
    def test_finds_what_covers_a_place_of_the_original(self, normalise):
        folded = normalise("呃，我喺寶安")

        start, end = folded.locate(4, 6)

        assert folded.text[start:end] == "宝安"

    def test_what_was_dropped_is_nowhere(self, normalise):
        assert normalise("呃好").locate(0, 1) == (0, 0)


class TestPart:
    def test_still_leads_back_to_the_original(self, normalise):
        text = "呃，欠薪，卡丢了"
        folded = normalise(text)

        part = folded.part(4, len(folded.text))

        assert part.text == "卡丢了"
        assert text[slice(*part.span(0, 3))] == "卡丢了"


class TestRewrites:
    def test_one_that_folds_to_nothing_is_left_out(self):
        assert Normaliser({"😀": "笑"})("老板").text == "老板"
