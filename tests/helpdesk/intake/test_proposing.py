"""What notes propose; the model is played by what it would have understood."""

import pytest

from gonghui.places import NLU_DATA
from helpdesk.intake import Proposer, proposal_of, shown_fields
from helpdesk.models import Priority, ServiceClass
from language import Catalogue, Entity, Request, Understood

CATALOGUE = Catalogue.load(NLU_DATA)


def understood(text, *intents, **named):
    found = [
        Entity(entity, text.find(value), text.find(value) + len(value), value, value)
        for entity, value in named.items()
    ]
    requests = tuple(Request(intent, 0.9, 0, len(text)) for intent in intents)
    return Understood(intents[0], 0.9, "", tuple(found), requests, ((intents[0], 0.9),))


class TestProposal:
    def test_of_unpaid_wages_names_the_fields_of_its_form(self):
        text = "鑫盛达欠了三个月一共18000，电话13800130001"
        heard = understood(
            text,
            "report_unpaid_wages",
            employer="鑫盛达",
            duration="三个月",
            money="18000",
            phone_number="13800130001",
        )

        found = proposal_of(text, heard, CATALOGUE)

        assert found.category == "report_unpaid_wages"
        assert found.service_class is ServiceClass.petition
        assert found.phone == "13800130001"
        assert found.details == {
            "employer": "鑫盛达",
            "unpaid_months": "三个月",
            "unpaid_amount": "18000",
        }

    def test_a_greeting_is_no_matter(self):
        heard = understood("你好，我想问一下加班费", "greet", "report_overtime")

        found = proposal_of("你好，我想问一下加班费", heard, CATALOGUE)

        assert found.category == "report_overtime"

    def test_of_mere_talk_is_no_category(self):
        assert (
            proposal_of("你好", understood("你好", "greet"), CATALOGUE).category is None
        )

    def test_a_street_tells_its_district(self):
        heard = understood("在西乡街道", "report_overtime", place="西乡街道")

        assert proposal_of("在西乡街道", heard, CATALOGUE).details["area"] == "宝安西乡"

    def test_danger_goes_before_all_else_even_without_a_model(self):
        found = proposal_of("我真的不想活了", None)

        assert found.is_danger
        assert found.priority is Priority.urgent

    def test_the_first_that_is_named_counts(self):
        text = "甲厂和乙厂"
        heard = Understood(
            "report_overtime",
            0.9,
            "",
            (
                Entity("employer", 0, 2, "甲厂", "甲厂"),
                Entity("employer", 3, 5, "乙厂", "乙厂"),
            ),
            (Request("report_overtime", 0.9, 0, 5),),
            (),
        )

        assert proposal_of(text, heard, CATALOGUE).details["employer"] == "甲厂"

    def test_the_subject_is_short_and_one_line(self):
        found = proposal_of("欠薪\n" + "很长" * 100, None)

        assert "\n" not in found.subject
        assert len(found.subject) <= 40


class TestProposer:
    @pytest.mark.parametrize("text", ["", "   ", "欠薪三个月"])
    async def test_without_a_model_proposes_no_category(self, tmp_path, text):
        found = await Proposer(tmp_path / "gonghui.tar.gz").propose(text)

        assert found.category is None

    async def test_a_model_that_is_none_is_no_fault(self, tmp_path):
        (tmp_path / "gonghui.tar.gz").write_bytes(b"nothing")

        found = await Proposer(tmp_path / "gonghui.tar.gz").propose("欠薪")

        assert found.category is None


def test_every_field_is_shown_once():
    assert len(shown_fields()) == len(set(shown_fields()))
