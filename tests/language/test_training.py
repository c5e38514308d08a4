from dataclasses import replace

import pytest

from language import Annotation, DataError, Example
from language.training import PAGE, Learnt, learn, paged

BARE = tuple(
    Example(text, "report_unpaid_wages")
    for text in (
        "欠我三个月",
        "压了三个月没发",
        "干了三个月",
        "等了两个月了",
        "半年没发",
    )
)


MARKED = (
    *(
        Example(bare.text, bare.intent, "chat", (Annotation("duration", *place),))
        for bare, place in zip(
            BARE, [(2, 5), (2, 5), (2, 5), (2, 5), (0, 2)], strict=True
        )
    ),
    Example("我在宏达上班", "greet", "chat", (Annotation("employer", 2, 4),)),
)


@pytest.fixture(scope="module")
def taught(catalogue, resources):
    def taught(*examples: Example, told=lambda line: None) -> Learnt:
        return learn(examples, catalogue, resources, told)

    return taught


@pytest.fixture(scope="module")
def bare(taught) -> Learnt:
    """What examples teach in which nobody marked anything."""
    return taught(*BARE)


@pytest.fixture(scope="module")
def marked(taught) -> Learnt:
    return taught(*MARKED)


class TestLearn:
    def test_trusts_the_patterns_that_people_mark_so(self, marked, bare):
        assert "duration" in marked.trusted
        assert "duration" not in bare.trusted

    def test_trusts_what_only_a_form_tells_without_examples(self, bare):
        assert {"phone_number", "district", "money"} <= {*bare.trusted}

    def test_trusts_nothing_that_the_catalogue_lacks(self, resources, catalogue):
        few = replace(catalogue, entities=("money", "employer"))

        assert learn(BARE, few, resources, [].append).trusted == ("money",)

    def test_knows_the_names_that_examples_taught(self, marked):
        assert marked.reader.known["employer"] == ("宏达",)

    def test_tells_what_it_learns(self, taught):
        told = []

        taught(*BARE[:1], told=told.append)

        assert told[0] == "words"
        assert told[-2:] == ["entities", "several requests"]

    @pytest.mark.parametrize(
        ("example", "name"),
        [
            (Example("入党", "join_party"), "join_party"),
            (Example("入党", "greet", "chat", (Annotation("party", 1, 2),)), "party"),
        ],
    )
    def test_refuses_what_the_catalogue_lacks(self, taught, example, name):
        with pytest.raises(DataError, match=name):
            taught(example)

    def test_refuses_to_learn_from_nothing(self, taught):
        with pytest.raises(DataError, match="no examples"):
            taught()


class TestPaged:
    @pytest.mark.parametrize("count", [0, 1, PAGE, PAGE + 1, 3 * PAGE])
    def test_deals_out_everything_in_its_order(self, count):
        pages = list(paged(range(count)))

        assert [item for page in pages for item in page] == list(range(count))
        assert all(0 < len(page) <= PAGE for page in pages)
