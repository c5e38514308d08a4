import asyncio

import pytest
from sqlalchemy import select

from helpdesk.casework import casework
from helpdesk.conversations import conversations
from helpdesk.database import unit_of_work
from helpdesk.errors import Conflict, NotFound, TransitionNotAllowed
from helpdesk.models import (
    Attachment,
    AttachmentKind,
    AttachmentState,
    Audience,
    ChannelKind,
    DeadlineClass,
    EventKind,
    OfficerRole,
    Organisation,
    OrganisationKind,
    OutboxItem,
    Ticket,
    TicketStatus,
)
from helpdesk.scope import Scope
from helpdesk.tickets import placing, tickets
from tests.helpdesk.casework.conftest import acting, hire


@pytest.fixture
async def again(session, talk):
    """The same follower's second ticket."""
    return await tickets.open(
        session,
        category="report_overtime",
        subject="加班费也没给",
        conversation=talk,
        message_id="m2",
    )


@pytest.fixture
async def stranger(session):
    """Somebody else's ticket."""
    talk = await conversations.resume(
        session, channel=ChannelKind.wechat, source_id="oDEMO-other"
    )
    return await tickets.open(
        session, category="report_overtime", subject="加班", conversation=talk
    )


async def told(session):
    items = await session.scalars(select(OutboxItem).order_by(OutboxItem.id))
    return [item.payload["replies"][0]["text"] for item in items]


class TestMerge:
    async def test_the_other_goes_on_and_the_worker_is_told_once(
        self, session, matter, again, li
    ):
        await casework.merge(session, again, by=li, into=matter)

        assert again.status is TicketStatus.resolved
        assert again.merged_into_id == matter.id
        (text,) = await told(session)
        assert again.number[6:9] in text
        assert matter.number[6:9] in text

    async def test_its_story_and_papers_are_read_from_the_other(
        self, session, matter, again, talk, li, time
    ):
        session.add(
            Attachment(
                conversation_id=talk.id,
                message_id="p1",
                ticket_id=again.id,
                kind=AttachmentKind.image,
                state=AttachmentState.stored,
                due_at=time.at,
            )
        )
        await casework.note(session, again, by=li, words="有打卡记录")

        await casework.merge(session, again, by=li, into=matter)

        story = await casework.timeline(session, matter, role=OfficerRole.seat)
        assert "有打卡记录" in [event.text for event in story]
        assert len(await casework.papers(session, matter)) == 1

    async def test_the_worker_finds_the_other_by_either_number(
        self, session, matter, again, talk, li
    ):
        await casework.merge(session, again, by=li, into=matter)

        found = await tickets.by_number(session, again.number)
        assert await tickets.current(session, found, talk) is matter
        assert list(await tickets.list_of(session, talk)) == [matter]
        assert await tickets.latest_of(session, talk) is matter

    async def test_the_earlier_limit_counts_and_stays(
        self, session, matter, again, li, time
    ):
        await casework.change(
            session, matter, by=li, deadline_class=DeadlineClass.complex
        )
        late = matter.due_on

        event = await casework.merge(session, again, by=li, into=matter)

        assert matter.due_on == again.due_on < late
        assert event.facts["due_on"] == [str(late), str(again.due_on)]
        await casework.ask_worker(session, matter, by=li, words="请补材料")
        time.forward(minutes=1)
        await casework.move(session, matter, by=li, to=TicketStatus.open)
        assert matter.due_on < late

    async def test_of_another_worker_is_refused(self, session, matter, stranger, li):
        with pytest.raises(Conflict, match="not of one worker"):
            await casework.merge(session, stranger, by=li, into=matter)

    async def test_by_the_same_number_to_call_back(self, session, li):
        both = [
            await tickets.open(
                session, category="greet", subject="x", contact_phone="13800138000"
            )
            for _ in range(2)
        ]

        await casework.merge(session, both[1], by=li, into=both[0])

        assert both[1].merged_into_id == both[0].id

    async def test_into_itself_or_a_merged_or_settled_one_is_refused(
        self, session, matter, again, li
    ):
        with pytest.raises(Conflict):
            await casework.merge(session, matter, by=li, into=matter)
        await casework.merge(session, again, by=li, into=matter)
        with pytest.raises(TransitionNotAllowed):
            await casework.merge(session, matter, by=li, into=again)

    async def test_into_what_lies_elsewhere_is_refused(
        self, session, matter, again, street
    ):
        theirs = acting(await hire(session, "jie", organisation_id=street.id))
        placing.put(again, street)
        await session.flush()

        with pytest.raises(NotFound):
            await casework.merge(session, again, by=theirs, into=matter)

        assert again.merged_into_id is None

    async def test_two_that_cross_do_not_block(self, racing):
        async with unit_of_work(racing) as session:
            by = acting(await hire(session, "li"))
            keys = [
                (await tickets.open(session, category="greet", subject="x")).id
                for _ in range(2)
            ]

        async def merge(one, other):
            try:
                async with unit_of_work(racing) as session:
                    pair = [await session.get(Ticket, key) for key in (one, other)]
                    await casework.merge(session, pair[0], by=by, into=pair[1])
            except TransitionNotAllowed:
                return False
            return True

        done = await asyncio.gather(merge(*keys), merge(*reversed(keys)))

        assert sorted(done) == [False, True]


class TestUnmerge:
    async def test_brings_it_back_with_its_time(self, session, matter, again, li, time):
        due = again.due_on
        await casework.merge(session, again, by=li, into=matter)
        time.forward(hours=1)

        await casework.unmerge(session, again, by=li, words="不是一回事")

        assert again.status is TicketStatus.open
        assert again.merged_into_id is None
        assert again.due_on == due
        assert await casework.related(session, matter, scope=Scope()) == []

    async def test_the_next_day_is_too_late(self, session, matter, again, li, time):
        await casework.merge(session, again, by=li, into=matter)
        time.forward(days=1)

        with pytest.raises(Conflict):
            await casework.unmerge(session, again, by=li, words="不是一回事")

    async def test_of_what_was_never_merged(self, session, matter, li):
        await casework.move(
            session, matter, by=li, to=TicketStatus.resolved, words="办好了"
        )

        with pytest.raises(Conflict):
            await casework.unmerge(session, matter, by=li, words="不是一回事")


class TestSplit:
    async def test_is_of_the_same_worker_and_tells_of_it(
        self, session, matter, talk, li, street, chief
    ):
        await casework.change(session, matter, by=chief, organisation_id=street.id)

        new = await casework.split(
            session,
            matter,
            by=li,
            subject="还没买社保",
            category="report_social_insurance",
        )

        assert new.conversation_id == talk.id
        assert new.path == street.path
        assert new.opened_by_id == li.officer_id
        assert new.source is matter.source
        (text,) = await told(session)
        assert "还没买社保" in text
        assert new.number[6:9] in text

    async def test_each_is_seen_from_the_other(self, session, matter, li):
        new = await casework.split(
            session, matter, by=li, subject="社保", category="report_social_insurance"
        )

        for one, other in ((matter, new), (new, matter)):
            (found,) = await casework.related(session, one, scope=Scope())
            assert (found.ticket, found.by) == (other, EventKind.split_off)


class TestLink:
    async def test_ties_both_and_twice_is_once(self, session, matter, stranger, li):
        for _ in range(2):
            await casework.link(session, matter, by=li, other=stranger)

        (found,) = await casework.related(session, stranger, scope=Scope())
        assert found.ticket is matter
        entries = await casework.timeline(session, matter, role=OfficerRole.seat)
        assert [event.kind for event in entries].count(EventKind.linked) == 1
        assert entries[-1].audience is Audience.officers
        assert await told(session) == []

    async def test_is_taken_back(self, session, matter, stranger, li):
        await casework.link(session, matter, by=li, other=stranger)

        await casework.unlink(session, stranger, by=li, other=matter)

        assert await casework.related(session, matter, scope=Scope()) == []

    async def test_what_lies_elsewhere_is_not_shown(
        self, session, matter, stranger, li, street
    ):
        await casework.link(session, matter, by=li, other=stranger)

        assert await casework.related(session, matter, scope=Scope(street.path)) == []


class TestOthers:
    async def test_are_those_of_the_same_worker(self, session, matter, again, stranger):
        assert list(await casework.others(session, matter, scope=Scope())) == [again]

    async def test_of_nobody_known_are_none(self, session, li):
        lone = await tickets.open(session, category="greet", subject="x")

        assert await casework.others(session, lone, scope=Scope()) == []


@pytest.fixture
async def street(session):
    found = select(Organisation).where(Organisation.kind == OrganisationKind.street)
    return (await session.scalars(found.order_by(Organisation.id).limit(1))).one()
