from language import Annotation, Example
from language.augment import renamed

LOOKUPS = {
    "employer_stem": [("鑫",), ("达",)],
    "employer_suffix": [("电子厂",)],
    "person_name_surname": [("李",)],
    "person_name_given": [("芳",)],
    "occupation": [("焊工",)],
    "place_streets": [("福永",)],
}
SAID = Example(
    "我叫王强，在宏图厂做保安",
    "provide_info",
    "chat",
    (
        Annotation("person_name", 2, 4),
        Annotation("employer", 6, 9),
        Annotation("occupation", 10, 12),
    ),
)


def made(said: Example, lookups=LOOKUPS) -> list[tuple[Example, str]]:
    return list(renamed([(said, "greet")], lookups))


class TestRenamed:
    def test_puts_made_names_in_the_marked_places(self):
        assert made(SAID)

        for example, _ in made(SAID):
            marked = {
                mark.entity: example.text[mark.start : mark.end]
                for mark in example.entities
            }
            assert marked["person_name"].startswith("李")
            assert marked["employer"].endswith("电子厂")
            assert marked["occupation"] == "焊工"
            assert example.text.startswith("我叫李")

    def test_a_copy_comes_with_the_intent_that_was_told(self):
        assert {intent for _, intent in made(SAID)} == {"greet"}
        assert {example.intent for example, _ in made(SAID)} == {SAID.intent}

    def test_makes_the_same_names_each_time(self):
        assert made(SAID) == made(SAID)

    def test_leaves_sentences_without_names_alone(self):
        assert made(Example("工资没发", "report_unpaid_wages")) == []

    def test_keeps_a_name_that_it_has_no_parts_for(self):
        [(example, _), *_] = made(SAID, {**LOOKUPS, "employer_stem": []})

        assert "宏图厂" in example.text
