import pytest

from language.ideas import Idea
from language.names import Names
from language.tagger import Tag
from tests.language.conftest import TODAY

SAID = (
    ("我叫王强", Tag("person_name", 2, 4)),
    ("王强没来", Tag("person_name", 0, 2)),
    ("我叫周海燕", Tag("person_name", 2, 5)),
    ("住在福永", Tag("place", 2, 4)),
    ("姓王", Tag("person_name", 1, 2)),
)


@pytest.fixture(scope="module")
def names(read) -> Names:
    return Names.collect((read(text), [tag]) for text, tag in SAID)


@pytest.fixture(scope="module")
def unseen(reader, names):
    """Give the names that an example's reading still knows."""
    knowing = reader.knowing(names.listed())

    def unseen(text: str, *tags: Tag) -> tuple[Idea, ...]:
        return names.unseen(knowing.read(text, today=TODAY), tags).known

    return unseen


class TestCollect:
    def test_counts_the_examples_of_each_name(self, names):
        assert names.counts["person_name", "王强"] == 2
        assert names.counts["place", "福永"] == 1

    def test_an_example_counts_once_however_often_it_names(self, read):
        twice = [Tag("person_name", 0, 2), Tag("person_name", 2, 4)]

        names = Names.collect([(read("王强王强"), twice)])

        assert names.counts == {("person_name", "王强"): 1}

    def test_a_single_character_is_no_name(self, names):
        assert ("person_name", "王") not in names.counts


class TestListed:
    def test_gives_the_names_of_each_entity(self, names):
        assert names.listed() == {
            "person_name": ("周海燕", "王强"),
            "place": ("福永",),
        }


class TestUnseen:
    def test_a_name_that_only_its_own_example_teaches_is_not_known(self, unseen):
        assert unseen("我叫周海燕", Tag("person_name", 2, 5)) == ()

    def test_a_name_that_another_example_teaches_is(self, unseen):
        assert unseen("我叫王强", Tag("person_name", 2, 4)) == (
            Idea("known person_name", 2, 4),
        )

    def test_a_name_that_was_marked_elsewhere_is_known(self, unseen):
        assert unseen("我找周海燕") == (Idea("known person_name", 2, 5),)

    def test_only_the_own_names_are_forgotten(self, unseen):
        found = unseen("周海燕住在福永", Tag("person_name", 0, 3))

        assert found == (Idea("known place", 5, 7),)

    def test_a_longer_name_that_is_forgotten_hides_no_shorter_one(self, reader, read):
        said = ("住在福永", Tag("place", 2, 4)), ("在福永桥头", Tag("place", 1, 5))
        names = Names.collect((read(text), [tag]) for text, tag in said)
        knowing = reader.knowing(names.listed())

        text, tag = said[1]
        known = names.unseen(knowing.read(text, today=TODAY), [tag]).known

        assert known == (Idea("known place", 1, 3),)

    def test_the_rest_of_the_reading_stays(self, names, read):
        reading = read("住在福永")

        assert names.unseen(reading, ()) == reading
