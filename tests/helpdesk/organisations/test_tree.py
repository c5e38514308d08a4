import pytest
from sqlalchemy import func, select, update

from helpdesk.audit import Actor
from helpdesk.database import unit_of_work
from helpdesk.errors import Conflict, InvalidInput, NotFound, TransitionNotAllowed
from helpdesk.models import (
    UNION_TRANSITIONS,
    AuditAction,
    AuditEntry,
    AuthorKind,
    Member,
    MemberStatus,
    Organisation,
    OrganisationKind,
    UnionState,
)
from helpdesk.organisations import Draft, tree
from helpdesk.organisations.tree import Census

OFFICER = Actor(AuthorKind.officer, address="10.0.0.7")
JOINED = (MemberStatus.active, MemberStatus.transferring)


async def _named(session, name):
    statement = select(Organisation).where(Organisation.name == name)
    return (await session.scalars(statement)).one()


async def _of_kind(session, kind, **facts):
    statement = select(Organisation).filter_by(kind=kind, **facts)
    return (await session.scalars(statement.order_by(Organisation.id).limit(1))).one()


async def _parent_chain(session, union):
    keys = [union.id]
    while union.parent_id is not None:
        union = await session.get(Organisation, union.parent_id)
        keys.append(union.id)
    return keys


def _draft(
    name="深圳市测试电子有限公司工会", kind=OrganisationKind.enterprise, **facts
):
    return Draft(name, kind, "深圳市西乡街道示范路1号", "0755-00000001", **facts)


class TestPlace:
    async def test_every_seeded_union_has_the_path_of_its_parents(self, session):
        unions = (await session.scalars(select(Organisation))).all()

        for union in unions[::17]:
            chain = await _parent_chain(session, union)
            assert union.path == "/" + "".join(f"{key}/" for key in reversed(chain))
        assert all(union.path for union in unions)

    async def test_places_only_what_has_no_path(self, session):
        union = await _of_kind(session, OrganisationKind.community)
        known = union.path
        await session.execute(update(Organisation).values(path=None))
        union.path = known
        await session.flush()

        await tree.place(session)

        left = select(func.count(Organisation.id)).where(Organisation.path.is_(None))
        assert await session.scalar(left) == 0
        assert union.path == known

    async def test_anew_mends_a_wrong_path(self, session):
        union = await _of_kind(session, OrganisationKind.street)
        known, union.path = union.path, "/9/9/"
        await session.flush()

        await tree.place(session, anew=True)

        assert union.path == known


class TestBelow:
    async def test_is_the_street_with_all_its_unions_and_no_others(self, session):
        street = await _named(session, "西乡街道总工会")

        found = await tree.below(session, street)

        assert {union.street for union in found} == {"西乡"}
        everywhere = select(func.count(Organisation.id)).where(
            Organisation.street == "西乡"
        )
        assert len(found) == await session.scalar(everywhere) - 1

    async def test_does_not_take_key_12_for_a_child_of_key_1(self, session):
        industry = await _of_kind(session, OrganisationKind.industry)

        assert await tree.below(session, industry) == []

    async def test_of_the_city_is_everything(self, session):
        city = await _of_kind(session, OrganisationKind.federation)

        found = await tree.below(session, city)

        everything = await session.scalar(select(func.count(Organisation.id)))
        assert len(found) == everything - 1

    async def test_lists_parents_before_children(self, session):
        district = await _named(session, "宝安区总工会")

        found = await tree.below(session, district)

        seen = {district.id}
        for union in found:
            assert union.parent_id in seen
            seen.add(union.id)


class TestMembers:
    async def test_counts_those_of_the_whole_subtree(self, session):
        city = await _of_kind(session, OrganisationKind.federation)
        joined = select(func.count(Member.id)).where(
            Member.status.in_(JOINED), Member.organisation_id.is_not(None)
        )

        assert await tree.members(session, city) == await session.scalar(joined)

    async def test_counts_nobody_where_nobody_is(self, session):
        industry = await _of_kind(session, OrganisationKind.industry)

        assert await tree.members(session, industry) == 0


class TestCensus:
    async def test_counts_the_larger_employers_by_state(self, session):
        city = await _of_kind(session, OrganisationKind.federation)

        census = await tree.census(session, city)

        larger = select(func.count(Organisation.id)).where(
            Organisation.kind == OrganisationKind.enterprise,
            Organisation.headcount >= 100,
        )
        assert census.employers == await session.scalar(larger)
        assert 0 < census.share < 1

    def test_leaves_out_what_ended(self):
        census = Census({UnionState.established: 3, UnionState.dissolved: 7})

        assert (census.employers, census.share) == (3, 1.0)

    def test_has_no_share_of_nobody(self):
        assert Census({}).share is None


class TestAdd:
    async def test_stands_below_and_knows_its_path(self, session):
        park = await _of_kind(session, OrganisationKind.park)

        union = await tree.add(session, _draft(), above=park, by=OFFICER)

        assert union.path == f"{park.path}{union.id}/"
        assert union in await tree.below(session, park)

    async def test_is_in_the_log(self, session):
        park = await _of_kind(session, OrganisationKind.park)

        union = await tree.add(session, _draft(), above=park, by=OFFICER)

        entry = (await session.scalars(select(AuditEntry))).one()
        assert (entry.action, entry.subject_id) == (AuditAction.created, union.id)
        assert entry.address == "10.0.0.7"

    @pytest.mark.parametrize(
        "kind", [OrganisationKind.street, OrganisationKind.district]
    )
    async def test_holds_the_order_of_levels(self, session, kind):
        park = await _of_kind(session, OrganisationKind.park)

        with pytest.raises(Conflict):
            await tree.add(session, _draft(kind=kind), above=park, by=OFFICER)

    async def test_only_the_federation_stands_alone(self, session):
        with pytest.raises(Conflict):
            await tree.add(session, _draft(), above=None, by=OFFICER)

    @pytest.mark.parametrize("name", ["", "  ", "\x00"])
    async def test_needs_a_name(self, session, name):
        park = await _of_kind(session, OrganisationKind.park)

        with pytest.raises(InvalidInput):
            await tree.add(session, _draft(name), above=park, by=OFFICER)


class TestMove:
    async def test_takes_everything_below_along(self, session):
        community = await _of_kind(session, OrganisationKind.community, street="西乡")
        children = [u.id for u in await tree.below(session, community)]
        street = await _named(session, "民治街道总工会")

        await tree.move(session, community, to=street, by=OFFICER)

        assert children
        assert community.path == f"{street.path}{community.id}/"
        moved = await tree.below(session, community)
        assert [union.id for union in moved] == children
        assert community in await tree.below(session, street)

    async def test_twice_is_once(self, session):
        community = await _of_kind(session, OrganisationKind.community, street="西乡")
        street = await _named(session, "民治街道总工会")

        await tree.move(session, community, to=street, by=OFFICER)
        await tree.move(session, community, to=street, by=OFFICER)

        assert await session.scalar(select(func.count(AuditEntry.id))) == 1

    async def test_never_below_itself(self, session):
        park = await _of_kind(session, OrganisationKind.park)
        group = await tree.add(session, _draft("甲集团工会"), above=park, by=OFFICER)
        child = await tree.add(session, _draft("乙公司工会"), above=group, by=OFFICER)

        with pytest.raises(Conflict):
            await tree.move(session, group, to=child, by=OFFICER)

    async def test_holds_the_order_of_levels(self, session):
        street = await _named(session, "民治街道总工会")
        park = await _of_kind(session, OrganisationKind.park)

        with pytest.raises(Conflict):
            await tree.move(session, street, to=park, by=OFFICER)

    async def test_refuses_a_tree_without_paths(self, session):
        street = await _named(session, "民治街道总工会")
        community = await _of_kind(session, OrganisationKind.community, street="西乡")
        community.path = None
        await session.flush()

        with pytest.raises(Conflict):
            await tree.move(session, community, to=street, by=OFFICER)


class TestAdvance:
    async def test_goes_all_the_way(self, session, time):
        employer = await _of_kind(
            session, OrganisationKind.enterprise, state=UnionState.absent
        )

        for state in (UnionState.willing, UnionState.forming, UnionState.established):
            await tree.advance(session, employer, to=state, by=OFFICER)

        assert employer.state is UnionState.established
        assert employer.state_since == time.at.date()

    async def test_twice_is_once(self, session):
        employer = await _of_kind(
            session, OrganisationKind.enterprise, state=UnionState.absent
        )

        for _ in range(2):
            await tree.advance(session, employer, to=UnionState.willing, by=OFFICER)

        assert await session.scalar(select(func.count(AuditEntry.id))) == 1

    async def test_refuses_to_leap(self, session):
        employer = await _of_kind(
            session, OrganisationKind.enterprise, state=UnionState.absent
        )

        with pytest.raises(TransitionNotAllowed, match="absent → established"):
            await tree.advance(session, employer, to=UnionState.established, by=OFFICER)

    async def test_is_for_employers(self, session):
        street = await _named(session, "民治街道总工会")

        with pytest.raises(Conflict):
            await tree.advance(session, street, to=UnionState.dissolved, by=OFFICER)

    async def test_notes_before_after_and_why(self, session):
        employer = await _of_kind(
            session, OrganisationKind.enterprise, state=UnionState.absent
        )

        await tree.advance(
            session,
            employer,
            to=UnionState.willing,
            by=OFFICER,
            reason="老板电话13800138000",
        )

        entry = (await session.scalars(select(AuditEntry))).one()
        assert (entry.before, entry.after) == (
            {"state": "absent"},
            {"state": "willing"},
        )
        assert entry.reason == "老板电话138****8000"

    async def test_is_kept(self, sessions):
        async with unit_of_work(sessions) as session:
            employer = await _of_kind(
                session, OrganisationKind.enterprise, state=UnionState.absent
            )
            await tree.advance(session, employer, to=UnionState.willing, by=OFFICER)

        async with sessions() as session:
            again = await tree.by_id(session, employer.id)
            assert again.state is UnionState.willing


class TestById:
    async def test_misses(self, session):
        with pytest.raises(NotFound):
            await tree.by_id(session, 0)


class TestTransitions:
    def test_every_state_has_a_row(self):
        assert set(UNION_TRANSITIONS) == set(UnionState)

    def test_an_employer_can_always_get_a_union_again(self):
        for state in UnionState:
            reached, todo = set(), {state}
            while todo:
                reached |= todo
                todo = {after for one in todo for after in one.next} - reached
            assert UnionState.established in reached


class TestKinds:
    def test_every_level_but_the_root_has_one_above(self):
        alone = {kind for kind in OrganisationKind if not kind.above}

        assert alone == {OrganisationKind.federation}

    def test_the_seeded_tree_holds_the_order(self):
        local = [kind for kind in OrganisationKind if kind.is_local]

        assert len(local) == 4
        assert all(
            OrganisationKind.federation not in kind.above or kind.value == "trade"
            for kind in local
        )
