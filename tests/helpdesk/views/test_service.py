import pytest

from helpdesk.errors import ConfigurationError, Conflict, InvalidInput, NotFound
from helpdesk.models import OfficerRole, SavedView
from helpdesk.officers import officers
from helpdesk.scope import Scope
from helpdesk.tickets.wanted import Due, Wanted
from helpdesk.views import defaults, views
from helpdesk.views.service import OWN_AT_MOST

CITY, DISTRICT, STREET = Scope(), Scope("/1/7/"), Scope("/1/7/31/")
LATE = Wanted(due=Due.overdue)


@pytest.fixture
async def leader(session):
    return await officers.add(
        session,
        login="chenhong",
        name="陈红",
        password="a-long-password",
        role=OfficerRole.supervisor,
    )


async def own(session, officer, scope=CITY):
    found = await views.all_of(session, officer, scope=scope)
    return [view.title for key, view in found.items() if key not in defaults()]


class TestAllOf:
    async def test_begins_with_those_that_everybody_has(self, session, officer):
        await views.save(session, officer, name="急的", wanted=LATE, scope=CITY)

        found = await views.all_of(session, officer, scope=CITY)

        assert [view.title for view in found.values()] == [
            *(view.title for view in defaults().values()),
            "急的",
        ]
        assert next(reversed(found.values())).wanted == LATE

    async def test_own_ones_are_nobody_elses(self, session, officer, leader):
        await views.save(session, officer, name="急的", wanted=LATE, scope=CITY)

        assert await own(session, leader) == []

    async def test_shared_ones_are_seen_in_the_subtree(self, session, officer, leader):
        await views.save(
            session, leader, name="本区", wanted=LATE, scope=DISTRICT, is_shared=True
        )

        assert await own(session, officer, STREET) == ["本区"]
        assert await own(session, officer, Scope("/1/70/")) == []
        assert await own(session, officer, CITY) == []

    async def test_leaves_out_what_an_older_release_knew(self, session, officer):
        kept = {"due": "overdue", "mood": "bad", "priority": "huge"}
        session.add(
            SavedView(officer_id=officer.id, name="旧的", wanted=kept, is_shared=False)
        )
        await session.flush()

        found = await views.all_of(session, officer, scope=CITY)

        assert next(reversed(found.values())).wanted == LATE


class TestSave:
    async def test_the_same_name_replaces(self, session, officer):
        for wanted in (Wanted(), LATE):
            await views.save(session, officer, name=" 急的 ", wanted=wanted, scope=CITY)

        assert await own(session, officer) == ["急的"]

    async def test_refuses_a_view_without_a_name(self, session, officer):
        with pytest.raises(InvalidInput):
            await views.save(session, officer, name=" \x00", wanted=LATE, scope=CITY)

    async def test_only_a_supervisor_shares(self, session, officer):
        with pytest.raises(Conflict):
            await views.save(
                session, officer, name="急的", wanted=LATE, scope=CITY, is_shared=True
            )

    async def test_there_is_an_end_to_them(self, session, officer):
        for serial in range(OWN_AT_MOST):
            name = f"第{serial}个"
            await views.save(session, officer, name=name, wanted=LATE, scope=CITY)

        with pytest.raises(Conflict):
            await views.save(session, officer, name="多的", wanted=LATE, scope=CITY)


class TestDrop:
    async def test_forgets_an_own_one(self, session, officer):
        view = await views.save(session, officer, name="急的", wanted=LATE, scope=CITY)

        await views.drop(session, officer, view.key)

        assert await own(session, officer) == []

    async def test_leaves_what_somebody_else_made(self, session, officer, leader):
        view = await views.save(
            session, leader, name="全市", wanted=LATE, scope=CITY, is_shared=True
        )

        with pytest.raises(NotFound):
            await views.drop(session, officer, view.key)
        with pytest.raises(NotFound):
            await views.drop(session, officer, "mine")


class TestDefaults:
    def test_refuse_what_there_is_not(self, tmp_path):
        file = tmp_path / "defaults.yml"
        file.write_text("- {key: a, title: 甲, wanted: {standing: lost}}", "utf-8")

        with pytest.raises(ConfigurationError, match=r"defaults\.yml"):
            defaults(file)
