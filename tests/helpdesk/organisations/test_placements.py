import doctest

import pytest
from sqlalchemy import select

from helpdesk.errors import InvalidInput
from helpdesk.models import (
    EmploymentKind,
    Organisation,
    OrganisationKind,
    Route,
    UnionState,
)
from helpdesk.organisations import Worksite, placements, routes


async def _employer(session, *states):
    statement = select(Organisation).where(
        Organisation.kind == OrganisationKind.enterprise,
        Organisation.state.in_(states),
    )
    return (await session.scalars(statement.order_by(Organisation.id).limit(1))).one()


async def _above(session, union):
    return await session.get(Organisation, union.parent_id)


class TestFind:
    async def test_is_the_employers_union_confirmed_by_the_one_above(self, session):
        union = await _employer(session, UnionState.established)

        found = await placements.find(session, Worksite(employer=union.employer))

        assert (found.route, found.primary) == (Route.employer, union)
        assert found.upper is await _above(session, union)
        assert "本单位工会" in found.reason.why

    async def test_takes_the_employer_that_was_chosen(self, session):
        union = await _employer(session, UnionState.established)

        found = await placements.find(session, Worksite(employer_id=union.id))

        assert found.primary is union

    @pytest.mark.parametrize(
        ("state", "words"),
        [
            (UnionState.absent, "还没有工会"),
            (UnionState.willing, "还在组建"),
            (UnionState.forming, "还在组建"),
        ],
    )
    async def test_climbs_from_an_employer_without_union(self, session, state, words):
        employer = await _employer(session, state)
        local = await _above(session, employer)

        found = await placements.find(session, Worksite(employer=employer.employer))

        assert (found.route, found.primary) == (Route.local, local)
        assert found.upper.kind is OrganisationKind.street
        assert words in found.reason.why

    async def test_sends_an_ended_union_to_the_one_above(self, session):
        employer = await _employer(session, UnionState.established)
        employer.state = UnionState.dissolved
        await session.flush()

        found = await placements.find(session, Worksite(employer_id=employer.id))

        assert found.primary is await _above(session, employer)

    async def test_goes_by_the_place_when_the_employer_is_unknown(self, session):
        site = Worksite(employer="没有这家公司", place="西乡街道")

        found = await placements.find(session, site)

        assert (found.route, found.primary.name) == (Route.street, "西乡街道总工会")
        assert found.upper is None
        assert "没有查到" in found.reason.why

    async def test_finds_the_community_by_name(self, session):
        community = await session.scalar(
            select(Organisation).where(
                Organisation.kind == OrganisationKind.community,
                Organisation.street == "民治",
            )
        )
        said = community.name.removesuffix("工会联合会")

        found = await placements.find(session, Worksite(place=said))

        assert (found.route, found.primary) == (Route.local, community)
        assert found.upper.name == "民治街道总工会"

    async def test_sends_a_rider_to_the_trades_union(self, session):
        site = Worksite(EmploymentKind.gig, place="西乡街道", trade="网约配送")

        found = await placements.find(session, site)

        assert found.route is Route.trade
        assert found.primary.name == "深圳市网约配送行业工会联合会"
        assert found.upper is None
        assert "新就业形态" in found.reason.why

    async def test_sends_a_gig_worker_without_trade_to_the_street(self, session):
        site = Worksite(EmploymentKind.gig, place="西乡街道", trade="看风水")

        found = await placements.find(session, site)

        assert found.primary.name == "西乡街道总工会"

    async def test_a_gig_worker_does_not_join_at_the_platform(self, session):
        union = await _employer(session, UnionState.established)
        site = Worksite(EmploymentKind.gig, employer=union.employer)

        found = await placements.find(session, site)

        assert found.route is Route.local
        assert found.primary is await _above(session, union)

    async def test_ends_with_the_city_when_nothing_is_known(self, session):
        found = await placements.find(session, Worksite())

        assert (found.route, found.upper) == (Route.federation, None)

    @pytest.mark.parametrize("employer", ["公司", "%", "_", "", "　", "厂" * 500])
    async def test_does_not_take_any_employer_for_a_match(self, session, employer):
        found = await placements.find(
            session, Worksite(employer=employer, district="南山")
        )

        assert found.primary.name == "南山区总工会"

    async def test_two_employers_of_one_name_are_no_answer(self, session):
        union = await _employer(session, UnionState.established)
        core = union.employer.removesuffix("有限公司").removeprefix("深圳市")
        session.add(
            Organisation(
                kind=OrganisationKind.enterprise,
                name="另一家工会",
                employer=f"{core}股份公司",
                address="",
                phone="",
            )
        )
        await session.flush()

        by_core = await placements.find(session, Worksite(employer=core))
        by_name = await placements.find(session, Worksite(employer=union.employer))

        assert by_core.route is Route.federation
        assert by_name.primary is union

    async def test_refuses_a_key_that_is_no_employer(self, session):
        street = await session.scalar(
            select(Organisation).where(Organisation.kind == OrganisationKind.street)
        )

        for key in (0, street.id):
            with pytest.raises(InvalidInput):
                await placements.find(session, Worksite(employer_id=key))


class TestConfirming:
    async def test_a_union_right_below_a_district_is_confirmed_there(self, session):
        district = await session.scalar(
            select(Organisation).where(Organisation.kind == OrganisationKind.district)
        )
        union = await _employer(session, UnionState.established)
        union.parent_id = district.id
        await session.flush()

        assert await placements.confirming(session, union) is district


class TestReason:
    @pytest.mark.parametrize("employment", EmploymentKind)
    @pytest.mark.parametrize("route", Route)
    @pytest.mark.parametrize("state", [None, *UnionState])
    def test_every_case_has_words_and_a_source(self, employment, route, state):
        reason = routes.reason(employment, route, state)

        assert reason.why
        assert reason.source in str(reason)
        assert str(reason.year) in str(reason)

    def test_what_is_not_established_says_so(self):
        dispatched = routes.reason(
            EmploymentKind.dispatched, Route.employer, UnionState.established
        )

        assert "未核实" in str(dispatched)


class TestChoose:
    @pytest.mark.parametrize("employment", EmploymentKind)
    def test_every_employment_ends_at_the_city(self, employment):
        assert routes.choose(employment, {Route.federation}) is Route.federation

    def test_is_none_without_any_union(self):
        assert routes.choose(EmploymentKind.regular, set()) is None


def test_examples_in_docstrings():
    assert doctest.testmod(routes).failed == 0
