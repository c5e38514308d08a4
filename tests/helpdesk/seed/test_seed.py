import doctest
import sqlite3
from collections import Counter

import pytest
from sqlalchemy import select

from helpdesk.errors import ConfigurationError, InvalidInput
from helpdesk.models import Member, Organisation, OrganisationKind, Site, SiteKind
from helpdesk.numbers import id_check_digit, luhn_valid
from helpdesk.places import districts
from helpdesk.seed import DEMO_GIG_WORKER, DEMO_MEMBER, seed
from helpdesk.seed import people as people_module
from helpdesk.seed.people import MOST, people

TABLES = ("members", "organisations", "sites", "lawyers", "duties", "articles")


def _counts(settings):
    with sqlite3.connect(settings.records_url.database) as connection:
        counts = {
            table: connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]  # noqa: S608
            for table in TABLES
        }
    connection.close()
    return counts


class TestSeed:
    @pytest.mark.only_sqlite
    def test_adds_nothing_twice(self, settings):
        before = _counts(settings)

        seed(settings, members=60)

        assert _counts(settings) == before

    @pytest.mark.only_sqlite
    def test_goes_on_where_a_smaller_one_ended(self, settings):
        seed(settings, members=75)

        assert _counts(settings)["members"] == 75

    def test_refuses_a_production_database(self, postgresql):
        with pytest.raises(ConfigurationError, match="demo data is refused"):
            seed(postgresql)

    async def test_builds_one_tree_under_the_city(self, session):
        rows = (await session.scalars(select(Organisation))).all()
        by_id = {row.id: row for row in rows}

        roots = [row.name for row in rows if row.parent_id is None]
        kinds = Counter(row.kind for row in rows)
        assert roots == ["深圳市总工会"]
        assert kinds[OrganisationKind.district] == 11
        assert kinds[OrganisationKind.street] == 78
        assert all(
            by_id[row.parent_id].kind
            in {
                OrganisationKind.community,
                OrganisationKind.park,
                OrganisationKind.building,
            }
            for row in rows
            if row.kind is OrganisationKind.enterprise
        )

    async def test_puts_lawyers_and_rest_stations_into_every_district(self, session):
        sites = (await session.scalars(select(Site))).all()

        for kind in (SiteKind.legal_service, SiteKind.rest_station):
            assert {s.district for s in sites if s.kind is kind} == set(districts())

    async def test_members_have_numbers_that_check(self, session):
        members = (await session.scalars(select(Member))).all()

        assert all(m.id_number[-1] == id_check_digit(m.id_number[:17]) for m in members)
        numbers = [m.member_number for m in members if m.member_number]
        assert all(len(n) == 10 and luhn_valid(n) for n in numbers)


class TestPeople:
    def test_are_the_same_every_time(self):
        assert list(people(30)) == list(people(50))[:30]

    def test_are_all_different_and_adults(self):
        everybody = [*people(MOST), DEMO_MEMBER, DEMO_GIG_WORKER]

        for attribute in ("phone", "id_number"):
            values = {getattr(person, attribute) for person in everybody}
            assert len(values) == MOST + 2
        youngest = max(person.id_number[6:14] for person in everybody)
        assert youngest <= "20051231"

    def test_are_nobody(self):
        for person in [*people(500), DEMO_MEMBER, DEMO_GIG_WORKER]:
            assert person.id_number[14:17] == "000"  # never given out
            assert person.phone.startswith("1380013")

    @pytest.mark.parametrize("count", [-1, MOST + 1])
    def test_refuse_more_than_there_are_phones(self, count):
        with pytest.raises(InvalidInput):
            list(people(count))


def test_examples_in_docstrings():
    assert doctest.testmod(people_module).failed == 0
