import pycrfsuite
import pytest

from language.surroundings import surroundings
from language.tagger import Tag, Tagger, Teacher, labels, read

SAID = (
    *[("我叫王强", ("person_name", 2, 4)), ("我叫李小芳", ("person_name", 2, 5))],
    *[("他叫陈大勇", ("person_name", 2, 5)), ("😀",), ("我想入会",)],
    *[("我在民治街道", ("place", 2, 6)), ("住在布吉", ("place", 2, 4))],
)
HEARD = (
    *("我叫周海燕", "😀", "我想入会", "我在福永街道，我叫周强", "", "我叫在", "叫"),
    *("住在民治王强那边", "喂你好我叫李芳住在西乡", "民治", "工资一直没发"),
)
INTENT = "provide_info"


@pytest.fixture(scope="module")
def teacher(page) -> Teacher:
    teacher = Teacher()
    tagged = [[Tag(*tag) for tag in tags] for _, *tags in SAID]
    laid = page(*(text for text, *_ in SAID))
    teacher.show(laid, [INTENT] * len(SAID), tagged)
    return teacher


@pytest.fixture(scope="module")
def trained(teacher, tmp_path_factory):
    """Give the file that crfsuite wrote."""
    path = tmp_path_factory.mktemp("tagger") / "trained"
    teacher.write(path)
    return path


@pytest.fixture(scope="module")
def tagger(trained) -> Tagger:
    return read(trained)


@pytest.fixture(scope="module")
def tag(tagger, page):
    return lambda *texts: tagger.tag(page(*texts), [INTENT] * len(texts))


class TestLabels:
    def test_begin_and_go_on(self):
        tags = [Tag("place", 0, 2), Tag("place", 2, 3)]

        assert labels(4, tags) == ["B-place", "I-place", "B-place", "O"]


class TestTag:
    def test_finds_a_name_it_has_not_seen(self, tag):
        assert tag("我叫周海燕") == [(Tag("person_name", 2, 5),)]

    def test_finds_nothing_where_there_is_nothing(self, tag):
        assert tag("", "😀", "我想入会") == [(), (), ()]

    def test_reads_a_page_as_its_readings_alone(self, tag):
        assert tag(*HEARD) == [tag(text)[0] for text in HEARD]

    def test_decodes_as_crfsuite_itself_does(self, tag, trained, page):
        theirs = pycrfsuite.Tagger()
        theirs.open(str(trained))

        for text in HEARD:
            laid = page(text)
            keys, owners = surroundings(laid, [INTENT])
            described = [
                [format(key, "x") for key in keys[owners == place].tolist()]
                for place in laid.characters()
            ]
            [mine] = tag(text)
            assert labels(len(described), mine) == theirs.tag(described)

    def test_the_intent_is_looked_at(self, page):
        teacher = Teacher()
        for intent, tags in (("a", [Tag("place", 0, 2)]), ("b", [])):
            laid = page(*["福永"] * 5)
            teacher.show(laid, [intent] * 5, [tags] * 5)
        taught = teacher.teach()

        found = taught.tag(page("福永", "福永"), ["a", "b"])

        assert found == [(Tag("place", 0, 2),), ()]


class TestTeach:
    def test_learns_the_same_from_the_same(self, page, tmp_path):
        for name in ("first", "second"):
            teacher = Teacher()
            teacher.show(page("我叫王强"), [INTENT], [[Tag("person_name", 2, 4)]])
            (tmp_path / name).mkdir()
            teacher.teach().save(tmp_path / name)

        for path in (tmp_path / "first").iterdir():
            assert path.read_bytes() == (tmp_path / "second" / path.name).read_bytes()

    def test_shown_nothing_it_finds_nothing(self, page):
        taught = Teacher().teach()

        assert taught.labels == ("O",)
        assert taught.tag(page("我叫王强", ""), [INTENT] * 2) == [(), ()]

    def test_what_is_outside_is_the_first_label(self, tagger):
        assert tagger.labels[0] == "O"
        assert [*tagger.labels[1:]] == sorted(tagger.labels[1:])


class TestLoad:
    def test_tags_as_the_saved_one_did(self, tagger, tag, page, tmp_path):
        tagger.save(tmp_path)

        loaded = Tagger.load(tmp_path)

        assert loaded.labels == tagger.labels
        assert loaded.tag(page(*HEARD), [INTENT] * len(HEARD)) == tag(*HEARD)
