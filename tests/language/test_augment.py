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


class TestRenamed:
    def test_puts_made_names_in_the_marked_places(self):
        made = list(renamed([SAID], LOOKUPS))

        for example in made:
            marked = {
                mark.entity: example.text[mark.start : mark.end]
                for mark in example.entities
            }
            assert marked["person_name"].startswith("李")
            assert marked["employer"].endswith("电子厂")
            assert marked["occupation"] == "焊工"
            assert example.text.startswith("我叫李")

    def test_makes_the_same_names_each_time(self):
        assert list(renamed([SAID], LOOKUPS)) == list(renamed([SAID], LOOKUPS))

    def test_leaves_sentences_without_names_alone(self):
        assert (
            list(renamed([Example("工资没发", "report_unpaid_wages")], LOOKUPS)) == []
        )

    def test_keeps_a_name_that_it_has_no_parts_for(self):
        [example, *_] = renamed([SAID], {**LOOKUPS, "employer_stem": []})

        assert "宏图厂" in example.text
