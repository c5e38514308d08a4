import doctest

import pytest
from sqlalchemy import select, update

from helpdesk.models import Organisation, OrganisationKind, UnionState
from helpdesk.organisations import organisations, service

CITY = "深圳市总工会"


async def _covering(session, employer=None, district=None, place=None, limit=3):
    found = await organisations.covering(
        session, employer=employer, district=district, place=place, limit=limit
    )
    return [union.name for union in found]


async def _enterprise(session, *states):
    statement = select(Organisation).where(
        Organisation.kind == OrganisationKind.enterprise,
        Organisation.state.in_(states),
    )
    return (await session.scalars(statement.limit(1))).one()


class TestCovering:
    async def test_begins_with_the_employers_own_union(self, session):
        union = await _enterprise(session, UnionState.established)
        parent = await session.get(Organisation, union.parent_id)

        found = await _covering(session, employer=union.employer)

        assert found[:2] == [union.name, parent.name]
        assert len(found) == 3

    async def test_knows_an_employer_by_the_short_name(self, session):
        union = await _enterprise(session, UnionState.established)
        short = union.employer.removeprefix("深圳市").removesuffix("有限公司")

        assert (await _covering(session, employer=short))[0] == union.name

    async def test_knows_an_employer_by_its_sound(self, session):
        union = await _enterprise(session, UnionState.established)
        await session.execute(
            update(Organisation)
            .where(Organisation.id == union.id)
            .values(employer="深圳市鲲翼精密模具有限公司")
        )

        assert (await _covering(session, employer="昆艺精密模具"))[0] == union.name

    async def test_reads_a_misspelt_street(self, session):
        found = await _covering(session, place="西香街道")

        assert found == ["西乡街道总工会", "宝安区总工会", CITY]

    async def test_leads_from_an_employer_without_union_to_the_one_above(self, session):
        employer = await _enterprise(session, UnionState.absent, UnionState.willing)
        parent = await session.get(Organisation, employer.parent_id)

        found = await _covering(session, employer=employer.employer)

        assert found[0] == parent.name
        assert employer.name not in found

    @pytest.mark.parametrize(
        ("district", "place", "names"),
        [
            ("宝安", "西乡街道", ["西乡街道总工会", "宝安区总工会", CITY]),
            (None, "西乡", ["西乡街道总工会", "宝安区总工会", CITY]),
            ("宝安区", None, ["宝安区总工会", CITY]),
            ("深汕", "鹅埠", ["鹅埠镇总工会", "深汕特别合作区总工会", CITY]),
            ("宝安", "不知道哪里", ["宝安区总工会", CITY]),
            (None, "东莞", [CITY]),
            (None, None, [CITY]),
        ],
    )
    async def test_climbs_from_the_place(self, session, district, place, names):
        assert await _covering(session, district=district, place=place) == names

    async def test_finds_a_community_by_name(self, session):
        community = await session.scalar(
            select(Organisation.name).where(
                Organisation.kind == OrganisationKind.community,
                Organisation.street == "民治",
            )
        )
        said = community.removesuffix("工会联合会")

        found = await _covering(session, place=said)

        assert found == [community, "民治街道总工会", "龙华区总工会"]

    async def test_goes_by_the_place_when_the_employer_is_unknown(self, session):
        found = await _covering(session, employer="没有这家公司", place="西乡街道")

        assert found[0] == "西乡街道总工会"

    @pytest.mark.parametrize("employer", ["公司", "%", "_", "", "厂"])
    async def test_does_not_take_every_employer_for_a_match(self, session, employer):
        assert await _covering(session, employer=employer) == [CITY]

    async def test_keeps_to_the_limit(self, session):
        assert len(await _covering(session, place="西乡街道", limit=1)) == 1

    async def test_says_where_to_go(self, session):
        (union,) = await organisations.covering(
            session, employer=None, district="南山", place=None, limit=1
        )

        assert union.kind is OrganisationKind.district
        assert (union.district, union.address[:6]) == ("南山", "深圳市南山区")
        assert union.phone


def test_examples_in_docstrings():
    assert doctest.testmod(service).failed == 0
