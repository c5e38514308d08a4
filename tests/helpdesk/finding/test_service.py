import asyncio
import threading
import time as wall

import pytest
from sqlalchemy import delete, event, select, update

from helpdesk.database import read_only, unit_of_work
from helpdesk.finding import Certainty, directory, finding
from helpdesk.finding.directory import indexed
from helpdesk.models import (
    Duty,
    NameMark,
    NameSubject,
    Organisation,
    OrganisationKind,
    Site,
)
from tests.helpdesk.finding.hostile import HOSTILE, LONG


def _organisation(name, kind=OrganisationKind.enterprise, **values):
    return Organisation(name=name, kind=kind, address="示范路", phone="0", **values)


def _factory(name="银杉富士康", **values):
    return _organisation(f"{name}工会", employer=f"深圳市{name}有限公司", **values)


def _names(found):
    return [match.entry.text for match in found.matches]


async def _mark(session, subject=NameSubject.organisations):
    statement = select(NameMark.mark).where(NameMark.subject == subject)
    return await session.scalar(statement)


@pytest.fixture
def statements(engine):
    """What is sent to the database."""
    sent = []

    @event.listens_for(engine.sync_engine, "before_cursor_execute")
    def note(_connection, _cursor, statement, *_):
        sent.append(statement)

    return sent


class TestEmployer:
    async def test_every_employer_is_found_by_its_name(self, session):
        employers = await session.scalars(
            select(Organisation).where(Organisation.employer.is_not(None)).limit(50)
        )

        for union in employers.all():
            found = await finding.employer(session, union.employer)
            assert (found.certainty, found.keys) == (Certainty.clear, (union.id,))

    async def test_by_a_homophone_a_short_form_and_the_unions_name(self, session):
        session.add(_factory(district="龙华", street="龙华"))
        await session.flush()

        for said in (
            "银杉富士康",
            "银山福士康",
            "龙华银杉富士康",
            "银杉富士康工会委员会",
        ):
            found = await finding.employer(session, said)
            assert _names(found)[0].startswith(("深圳市银杉", "银杉")), said

    async def test_a_union_with_another_name_than_its_employer(self, session):
        union = _organisation("鸿鹄园区职工之光工会", employer="深圳市鲲翼精密有限公司")
        session.add(union)
        await session.flush()

        for said in ("鲲翼精密", "职工之光"):
            assert (await finding.employer(session, said)).keys == (union.id,)

    async def test_a_district_tells_twins_apart(self, session):
        session.add_all(
            [
                _factory("银杉富士康甲", district="龙华", street="龙华"),
                _factory("银杉富士康乙", district="宝安", street="西乡"),
            ]
        )
        await session.flush()

        alone = await finding.employer(session, "银杉富士康")
        near = await finding.employer(session, "银杉富士康", district="宝安")

        assert alone.certainty is Certainty.ambiguous
        assert _names(near)[0] == "深圳市银杉富士康乙有限公司"

    @pytest.mark.parametrize("said", HOSTILE)
    async def test_hostile_words_find_nothing(self, session, said):
        assert (await finding.employer(session, said)).matches == ()

    @pytest.mark.parametrize("said", LONG)
    async def test_endless_words_are_cut(self, session, said):
        begun = wall.perf_counter()
        await finding.warm(session)

        found = await finding.employer(session, said)

        assert found.certainty in Certainty
        assert wall.perf_counter() - begun < 5


class TestUnion:
    @pytest.mark.parametrize(
        ("said", "name"),
        [
            ("西乡街道工会", "西乡街道总工会"),
            ("西香街道总工会", "西乡街道总工会"),
            ("宝安区总工会", "宝安区总工会"),
            ("深圳市总工会", "深圳市总工会"),
            ("网约配送行业工会", "深圳市网约配送行业工会联合会"),
        ],
    )
    async def test_is_found_by_what_people_call_it(self, session, said, name):
        assert _names(await finding.union(session, said)) == [name]

    async def test_is_no_employer(self, session):
        assert (await finding.employer(session, "西乡街道总工会")).matches == ()


class TestSite:
    async def test_is_found_by_its_name(self, session):
        found = await finding.site(session, "西香街道法律服务点")

        assert _names(found) == ["西乡街道工会法律服务点"]


class TestFreshness:
    async def test_a_new_name_is_found_at_once(self, session):
        before = await finding.employer(session, "银杉富士康")

        session.add(_factory())
        await session.flush()
        after = await finding.employer(session, "银杉富士康")

        assert before.matches == ()
        assert after.certainty is Certainty.clear

    async def test_a_renamed_one_is_found_by_its_new_name_only(self, session):
        session.add(_factory())
        await session.flush()
        await finding.warm(session)

        await session.execute(  # past the ORM, as an import does it
            update(Organisation)
            .where(Organisation.name == "银杉富士康工会")
            .values(name="蓝楹莫比工会", employer="深圳市蓝楹莫比有限公司")
        )

        assert (await finding.employer(session, "银杉富士康")).matches == ()
        assert (await finding.employer(session, "蓝楹莫比")).matches != ()

    async def test_a_deleted_one_is_gone(self, session):
        session.add(_factory())
        await session.flush()
        await finding.warm(session)

        await session.execute(
            delete(Organisation).where(Organisation.name == "银杉富士康工会")
        )

        assert (await finding.employer(session, "银杉富士康")).matches == ()

    async def test_what_was_rolled_back_leaves_nothing(self, session):
        session.add(_factory())
        await session.flush()
        await finding.warm(session)

        await session.rollback()

        assert (await finding.employer(session, "银杉富士康")).matches == ()

    async def test_another_units_of_work_are_seen(self, sessions):
        async with unit_of_work(sessions) as session:
            await finding.warm(session)
        async with unit_of_work(sessions) as session:
            session.add(_factory())
        async with unit_of_work(sessions) as session:
            found = await finding.employer(session, "银杉富士康")

        assert found.certainty is Certainty.clear

    async def test_without_a_change_only_the_mark_is_read(self, session, statements):
        await finding.warm(session)
        statements.clear()

        await finding.employer(session, "岚禾电子")

        assert [s for s in statements if "organisations" in s] == []
        assert len([s for s in statements if "name_marks" in s]) == 1

    async def test_a_change_that_touches_no_name_leaves_the_mark(self, session):
        mark = await _mark(session)

        await session.execute(update(Organisation).values(headcount=7))

        assert await _mark(session) == mark

    async def test_sites_have_a_mark_of_their_own(self, session):
        organisations = await _mark(session)
        sites = await _mark(session, NameSubject.sites)

        await session.execute(delete(Duty))
        await session.execute(update(Site).values(name=Site.name + "甲"))

        assert await _mark(session) == organisations
        assert await _mark(session, NameSubject.sites) != sites


class TestWarm:
    async def test_many_names_leave_the_loop_to_others(self, sessions, monkeypatch):
        async with unit_of_work(sessions) as session:
            session.add_all(_factory(f"银杉{n:05d}") for n in range(600))
        makers = []

        def watched(names):
            makers.append(threading.current_thread())
            return indexed(names)

        monkeypatch.setattr(directory, "indexed", watched)
        async with read_only(sessions) as session:
            await finding.warm(session)
            found = await finding.employer(session, "银杉00471")

        assert makers
        assert threading.main_thread() not in makers
        assert _names(found)[0] == "深圳市银杉00471有限公司"

    async def test_two_at_once_read_the_names_once(self, sessions, statements):
        async with read_only(sessions) as one, read_only(sessions) as other:
            await asyncio.gather(finding.warm(one), finding.warm(other))

        assert len([s for s in statements if "FROM sites" in s]) == 1

    async def test_many_changes_at_once_are_found(self, session):
        await finding.warm(session)
        session.add_all(_factory(f"银杉{n:05d}") for n in range(600))
        await session.flush()

        found = await finding.employer(session, "银杉00042")

        assert _names(found)[0] == "深圳市银杉00042有限公司"
