import doctest
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as some

from helpdesk.members.applications import policy
from helpdesk.members.applications.policy import Facts
from helpdesk.models import ApplicationStatus, EmploymentKind

TODAY = date(2026, 7, 15)
ADULT = date(1990, 3, 7)


class TestEligibility:
    @pytest.mark.parametrize(
        ("facts", "answer"),
        [
            (Facts(ADULT, lives_on_wages=True), True),
            (Facts(ADULT, lives_on_wages=False), False),
            (Facts(ADULT), None),
            (Facts(), None),
            (Facts(lives_on_wages=True), None),
            (Facts(ADULT, employment=EmploymentKind.gig), True),
            (Facts(ADULT, False, EmploymentKind.gig), True),
            (Facts(date(2015, 1, 1), lives_on_wages=True), False),
            (Facts(date(2015, 1, 1)), False),
            (Facts(lives_on_wages=False), False),
        ],
    )
    def test_says_yes_no_or_not_known(self, facts, answer):
        assert policy.eligibility(facts, today=TODAY).eligible is answer

    @pytest.mark.parametrize(
        "facts",
        [
            Facts(),
            Facts(ADULT, lives_on_wages=True),
            Facts(ADULT, lives_on_wages=False),
            Facts(date(2015, 1, 1), employment=EmploymentKind.gig),
        ],
    )
    def test_gives_reasons_with_sources(self, facts):
        told = policy.eligibility(facts, today=TODAY)

        assert "劳动法第15条" in str(told)
        assert "户籍" in str(told)
        assert all(reason.source and reason.year for reason in told.reasons)

    @pytest.mark.parametrize(
        ("born", "today", "eligible"),
        [
            (date(2010, 7, 15), date(2026, 7, 15), True),
            (date(2010, 7, 16), date(2026, 7, 15), False),
            (date(2012, 2, 29), date(2028, 2, 29), True),
            (date(2008, 2, 29), date(2024, 2, 28), False),
        ],
    )
    def test_counts_birthdays_to_the_day(self, born, today, eligible):
        facts = Facts(born, lives_on_wages=True)

        assert policy.eligibility(facts, today=today).eligible is eligible


class TestAgeOn:
    @given(
        some.dates(date(1900, 1, 1), date(2026, 7, 15)),
        some.dates(date(2026, 7, 15), date(2100, 12, 31)),
    )
    def test_never_falls_and_is_never_negative(self, born, today):
        later = today.replace(year=today.year + 1, day=min(today.day, 28))

        assert 0 <= policy.age_on(born, today) <= policy.age_on(born, later)


class TestProgress:
    @pytest.mark.parametrize("status", ApplicationStatus)
    @pytest.mark.parametrize("upper", [None, "西乡街道总工会"])
    @pytest.mark.parametrize("reason", [None, "请补登记表"])
    def test_every_state_is_explained(self, status, upper, reason):
        told = policy.progress(
            status, primary="岚禾电子工会", upper=upper, reason=reason
        )

        assert told.name
        assert told.now.endswith("。")
        assert told.next.endswith("。")
        assert "{" not in str(told)

    def test_names_the_union_above_only_where_there_is_one(self):
        alone = policy.progress(
            ApplicationStatus.primary_review, primary="西乡街道总工会", upper=None
        )
        confirmed = policy.progress(
            ApplicationStatus.primary_review, primary="甲工会", upper="乙工联会"
        )

        assert "会员号" in alone.next
        assert "乙工联会" in confirmed.next

    def test_a_reason_with_braces_is_only_words(self):
        told = policy.progress(
            ApplicationStatus.returned,
            primary="甲工会",
            upper=None,
            reason="{primary}{0}",
        )

        assert "{primary}{0}" in told.now


class TestHowToJoin:
    def test_tells_documents_and_what_is_not_verified(self):
        documents, upper = policy.how_to_join(upper=True)

        assert "入会申请书" in str(documents)
        assert "未核实" in str(upper)
        assert len(policy.how_to_join(upper=False)) == 1


def test_examples_in_docstrings():
    assert doctest.testmod(policy).failed == 0
