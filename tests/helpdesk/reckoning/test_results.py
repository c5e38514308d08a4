import pytest

from helpdesk.calculators import Ground, Subject
from helpdesk.errors import InvalidInput, NotFound
from helpdesk.models import Ticket
from helpdesk.reckoning import FormKind, form, forms, reckon
from helpdesk.reckoning.results import CALCULATORS
from helpdesk.tickets.handling import handling

FILLED = {
    "severance": {
        "ground": "unlawful",
        "joined_on": "2020-01-01",
        "left_on": "2022-12-31",
        "wage": "6000",
    },
    "overtime": {"wage": "5220", "workday": "10", "day": "2026-06-01"},
    "double_wage": {"started_on": "2026-01-01", "wage": "5000"},
    "leave_pay": {"days": "5", "wage": "4350", "day": "2026-06-01"},
    "disability": {"grade": "9", "wage": "6000"},
    "injury_limit": {"injured_on": "2026-07-01"},
    "limit": {"subject": "wages", "left_on": "2026-07-01"},
}


class TestForms:
    def test_every_form_has_its_calculator(self):
        assert set(forms()) == set(CALCULATORS) == set(FILLED)

    def test_choices_are_those_of_the_calculators(self):
        grounds = form("severance").fields["ground"].choices
        subjects = form("limit").fields["subject"].choices

        assert set(grounds) <= set(Ground)
        assert set(subjects) == set(Subject)

    @pytest.mark.parametrize("name", FILLED)
    def test_is_used_for_categories_that_have_a_skill(self, name):
        used = form(name).used_for

        assert used
        assert all(handling(each).skill != "conversation" for each in used)

    def test_is_prefilled_with_what_the_worker_told(self):
        ticket = Ticket(details={"monthly_wage": "6000", "employer": "鑫盛达"})

        assert form("overtime").prefilled(ticket) == {"wage": "6000"}


class TestReckon:
    @pytest.mark.parametrize("name", FILLED)
    def test_tells_steps_and_articles(self, name):
        found = reckon(name, FILLED[name])

        assert found.steps
        assert found.articles

    def test_of_three_years_unlawfully_ended_is_twice_three_wages(self):
        found = reckon("severance", FILLED["severance"])

        assert "36000" in found.steps[-1].replace(",", "")

    @pytest.mark.parametrize("name", FILLED)
    def test_refuses_what_is_missing(self, name):
        needed = next(k for k, f in form(name).fields.items() if not f.optional)

        with pytest.raises(InvalidInput):
            reckon(name, {**FILLED[name], needed: " "})

    @pytest.mark.parametrize("odd", ["多少", "NaN", "Infinity", "-1", "1e99", "9" * 40])
    @pytest.mark.parametrize(
        ("name", "key"),
        [
            (name, key)
            for name, one in forms().items()
            for key, field in one.fields.items()
            if field.kind is not FormKind.choice
        ],
    )
    def test_refuses_what_is_impossible(self, name, key, odd):
        with pytest.raises(InvalidInput):
            reckon(name, {**FILLED[name], key: odd})

    @pytest.mark.parametrize("day", ["2026-02-30", "0000-00-00", "明天", "2026-07-01T"])
    def test_refuses_days_that_there_are_not(self, day):
        with pytest.raises(InvalidInput):
            reckon("injury_limit", {"injured_on": day})

    def test_refuses_a_choice_that_is_not_offered(self):
        with pytest.raises(InvalidInput):
            reckon("limit", {"subject": "anything"})

    def test_refuses_half_a_grade(self):
        with pytest.raises(InvalidInput):
            reckon("disability", {"grade": "9.5", "wage": "6000"})

    def test_unknown_calculator_is_not_found(self):
        with pytest.raises(NotFound):
            reckon("lottery", {})
