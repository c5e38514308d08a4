import pytest

from helpdesk.dream_plan import Plan, facts_of, tell_apart


class TestTellApart:
    @pytest.mark.parametrize(
        ("text", "plan"),
        [
            ("工会那个圆梦计划怎么报", Plan.union),
            ("我在12351听说的圆梦", Plan.union),
            ("团委的圆梦计划", Plan.league),
            ("12355那个圆梦", Plan.league),
            ("能读北大的那个圆梦计划", Plan.league),
            ("东莞的圆梦计划", Plan.elsewhere),
            ("东莞团委的圆梦计划", Plan.elsewhere),
            ("圆梦计划是什么", Plan.unknown),
            ("", Plan.unknown),
        ],
    )
    def test_a_clue_settles_whose_plan_is_meant(self, text, plan):
        assert tell_apart(text).plan is plan

    def test_who_names_both_is_asked(self):
        found = tell_apart("工会的和团委的圆梦计划有什么不同")

        assert found.plan is Plan.unknown
        assert "12351" in found.why
        assert "12355" in found.why

    @pytest.mark.parametrize(
        ("age", "told"), [(17, True), (18, False), (35, False), (36, True)]
    )
    def test_who_is_outside_the_leagues_ages_is_told_so(self, age, told):
        found = tell_apart("团委的圆梦计划", age=age)

        assert ("周岁" in found.why) is told

    def test_the_age_says_nothing_about_the_unions_plan(self):
        assert "周岁" not in tell_apart("工会的圆梦计划", age=50).why


class TestFactsOf:
    @pytest.mark.parametrize("plan", [Plan.union, Plan.league])
    def test_every_fact_tells_its_source_and_year(self, plan):
        facts = facts_of(plan)

        assert facts
        assert all(fact.source and 2008 <= fact.year <= 2026 for fact in facts)

    def test_nothing_is_claimed_of_other_cities(self):
        assert facts_of(Plan.elsewhere) == ()
