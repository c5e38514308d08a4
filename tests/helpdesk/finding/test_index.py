import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpdesk.finding import Certainty, Entry, NameIndex
from helpdesk.finding.scoring import scoring
from tests.helpdesk.finding.hostile import HOSTILE, LONG

NAMES = [
    ("富士康科技集团龙华园区工会委员会", "龙华", "龙华"),
    ("富士康科技集团观澜园区工会委员会", "龙华", "观澜"),
    ("鸿富锦精密工业（深圳）有限公司", "龙华", "龙华"),
    ("深圳市岚禾电子有限公司", "宝安", "西乡"),
    ("深圳市岚禾物流有限公司", "龙岗", "布吉"),
    ("深圳市岚澍电子有限公司", "龙岗", "坂田"),
    ("深圳市翎翊物业服务有限公司", "南山", "粤海"),
    ("深圳航空有限责任公司", "宝安", "福永"),
    ("深圳市总工会", None, None),
    ("西乡街道总工会", "宝安", "西乡"),
    ("西乡和畅社区工会联合会", "宝安", "西乡"),
]
ENTRIES = [Entry(key, *name) for key, name in enumerate(NAMES, start=1)]


@pytest.fixture(scope="module")
def index():
    return NameIndex(ENTRIES)


def _names(found):
    return [match.entry.text for match in found.matches]


class TestFind:
    @pytest.mark.parametrize(
        ("said", "name"),
        [
            ("深圳市岚禾电子有限公司", "深圳市岚禾电子有限公司"),
            ("岚禾电子", "深圳市岚禾电子有限公司"),
            ("岚禾电子厂工会", "深圳市岚禾电子有限公司"),
            ("兰河电子", "深圳市岚禾电子有限公司"),  # homophones
            ("岚禾的电子", "深圳市岚禾电子有限公司"),
            ("鸿富锦", "鸿富锦精密工业（深圳）有限公司"),
            ("宏富锦精密", "鸿富锦精密工业（深圳）有限公司"),
            ("龙华富士康", "富士康科技集团龙华园区工会委员会"),
            ("观澜富士康", "富士康科技集团观澜园区工会委员会"),
            ("富仕康龙华", "富士康科技集团龙华园区工会委员会"),
            ("我在龙华的富士康上班", "富士康科技集团龙华园区工会委员会"),
            ("林翼物业", "深圳市翎翊物业服务有限公司"),  # southern: lin for ling
            ("深航", "深圳航空有限责任公司"),
            ("西香街道", "西乡街道总工会"),
            ("西香和唱社区", "西乡和畅社区工会联合会"),
            ("深圳市总工会", "深圳市总工会"),
        ],
    )
    def test_a_clear_winner_stands_alone(self, index, said, name):
        found = index.find(said)

        assert (found.certainty, _names(found)) == (Certainty.clear, [name])
        assert found.crowd == 1
        assert name in found.explanation

    @pytest.mark.parametrize(
        "said",
        ["岚禾电了", "岚禾电", "禾岚电子", "岚禾禾电子", "岚电子", "岚禾电子二厂"],
    )
    def test_a_typing_error_still_leads(self, index, said):
        assert _names(index.find(said))[0] == "深圳市岚禾电子有限公司"

    @pytest.mark.parametrize(
        ("said", "names"),
        [
            ("富士康", {name for name, *_ in NAMES if name.startswith("富士康")}),
            ("岚禾", {"深圳市岚禾电子有限公司", "深圳市岚禾物流有限公司"}),
        ],
    )
    def test_twins_are_offered(self, index, said, names):
        found = index.find(said)

        assert (found.certainty, set(_names(found))) == (Certainty.ambiguous, names)
        assert all(name in found.explanation for name in names)

    @pytest.mark.parametrize(
        ("near", "name"),
        [
            (("宝安", None), "深圳市岚禾电子有限公司"),
            (("龙岗", "布吉"), "深圳市岚禾物流有限公司"),
        ],
    )
    def test_a_place_tells_twins_apart(self, index, near, name):
        found = index.find("岚禾", near=near)

        assert (found.certainty, _names(found)[:1]) == (Certainty.clear, [name])

    @pytest.mark.parametrize(
        "said", ["没有这家公司", "东莞", "火星", "王府井百货", "xyz"]
    )
    def test_a_stranger_is_not_found(self, index, said):
        found = index.find(said)

        assert (found.certainty, found.matches) == (Certainty.nothing, ())
        assert "没有找到" in found.explanation

    @pytest.mark.parametrize("said", HOSTILE)
    def test_hostile_words_find_nothing(self, index, said):
        assert index.find(said).matches == ()

    @pytest.mark.parametrize("said", LONG)
    def test_endless_words_are_cut(self, index, said):
        assert index.find(said).certainty in Certainty

    @given(st.text(max_size=30))
    def test_scores_lie_between_0_and_1_best_first(self, said):
        scores = [match.score for match in NameIndex(ENTRIES).find(said).matches]

        assert scores == sorted(scores, reverse=True)
        assert all(scoring().floor <= score <= 1 for score in scores)

    def test_only_the_very_name_gets_1(self, index):
        whole, short = index.find("深圳市岚禾电子有限公司"), index.find("岚禾电子")

        assert whole.matches[0].score == 1
        assert short.matches[0].score < 1

    def test_the_very_name_wins_over_one_of_another_legal_form(self):
        twins = ["深圳市岚禾电子有限公司", "深圳市岚禾电子厂"]
        index = NameIndex(Entry(key, name) for key, name in enumerate(twins))

        assert _names(index.find("深圳市岚禾电子厂")) == twins[1:]
        assert _names(index.find("深圳市岚禾电子厂工会委员会")) == twins[1:]
        assert index.find("岚禾电子").certainty is Certainty.ambiguous

    def test_a_crowd_is_counted_and_asked_to_say_more(self):
        names = [f"深圳市岚禾{trade}有限公司" for trade in "甲乙丙丁戊己庚辛"]
        found = NameIndex(Entry(n, name) for n, name in enumerate(names)).find("岚禾")

        assert (found.crowd, len(found.matches)) == (8, scoring().choices)
        assert "请补充" in found.explanation

    def test_an_empty_index_finds_nothing(self):
        assert NameIndex().find("岚禾电子").certainty is Certainty.nothing

    def test_names_of_one_key_are_one_hit(self):
        index = NameIndex([Entry(7, "鸿富锦精密工业"), Entry(7, "鸿富锦精密工业工会")])

        assert index.find("鸿富锦精密").keys == (7,)


class TestUpdate:
    def test_a_new_name_is_found_and_the_old_one_is_not(self):
        index = NameIndex(ENTRIES)

        index.remove(4)
        index.add(Entry(4, "深圳市泽钰电子有限公司", "宝安", "西乡"))

        assert _names(index.find("泽钰电子")) == ["深圳市泽钰电子有限公司"]
        assert "深圳市岚禾电子有限公司" not in _names(index.find("岚禾电子"))

    def test_removing_what_is_not_there_changes_nothing(self):
        index = NameIndex(ENTRIES)

        index.remove(99)

        assert len(index) == len(ENTRIES)

    def test_an_index_emptied_is_empty(self):
        index = NameIndex(ENTRIES)

        for entry in ENTRIES:
            index.remove(entry.key)

        assert len(index) == 0
        assert index.find("岚禾电子").matches == ()

    @given(st.lists(st.sampled_from(ENTRIES), max_size=40))
    def test_results_do_not_depend_on_history(self, touched):
        """Whatever came and went: what is there now decides, and its order is fixed."""
        moved, there = NameIndex(), {}
        for entry in touched:
            if there.pop(entry.key, None):
                moved.remove(entry.key)
            else:
                moved.add(entry)
                there[entry.key] = entry
        anew = NameIndex(sorted(there.values(), key=lambda entry: entry.text))

        for said in ("富士康", "岚禾", "兰河电子", "西乡", "电子"):
            assert moved.find(said) == anew.find(said)

    def test_order_of_adding_does_not_matter(self):
        one, other = NameIndex(ENTRIES), NameIndex(reversed(ENTRIES))

        assert one.find("岚禾") == other.find("岚禾")
