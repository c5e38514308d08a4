import pytest
from sqlalchemy import select

from helpdesk import clock
from helpdesk.audit import Actor
from helpdesk.casework import casework, presence
from helpdesk.conversations import floor
from helpdesk.models import (
    AuthorKind,
    Message,
    OfficerRole,
    Organisation,
    OrganisationKind,
    TicketStatus,
)
from helpdesk.scope import Scope
from helpdesk.tickets import placing
from helpdesk.watching import ALL_IS_NEW, EVERYTHING, Lookout, Topic
from helpdesk.watching.lookout import MANY
from tests.helpdesk.tickets.made import made, put


@pytest.fixture
async def look(session, time):
    """Look at the records a second later."""
    lookout = Lookout()
    assert await lookout.look(session) == []

    async def look(topic):
        time.forward(seconds=1)
        news = await lookout.look(session)
        return {each.key: each.kind for each in news if each.topic is topic}

    look.at = lookout
    return look


class TestTickets:
    async def test_are_told_once(self, session, look):
        [number] = await put(session, made())

        assert await look(Topic.tickets) == {number: "opened"}
        assert await look(Topic.tickets) == {}

    async def test_are_told_again_when_they_change(self, session, look, time):
        ticket = made()
        [number] = await put(session, ticket)
        await look(Topic.tickets)
        time.forward(seconds=30)

        ticket.changed_at = clock.now()
        await session.flush()
        assert await look(Topic.tickets) == {number: "changed"}
        ticket.status = TicketStatus.resolved
        ticket.settled_at = ticket.changed_at = clock.now()
        await session.flush()
        assert await look(Topic.tickets) == {number: "settled"}

    async def test_committed_late_are_not_missed(self, session, look, time):
        """Written before the last look, and seen only after it."""
        began = clock.now()
        time.forward(seconds=3)
        await look(Topic.tickets)

        [number] = await put(session, made(changed_at=began, created_at=began))

        assert await look(Topic.tickets) == {number: "opened"}

    async def test_of_before_the_first_look_are_no_news(self, session, time):
        await put(session, made())
        lookout = Lookout()

        await lookout.look(session)
        time.forward(seconds=1)

        assert await lookout.look(session) == []

    async def test_by_the_hundred_are_told_as_everything(self, session, look):
        await put(session, *(made() for _ in range(MANY + 1)))

        assert await look(Topic.tickets) == {EVERYTHING: "changed"}

    async def test_are_heard_where_they_belong(self, session, look, time):
        await put(session, made(path="/1/7/"), made(path=None))
        time.forward(seconds=1)

        [placed, front] = sorted(
            await look.at.look(session), key=lambda each: None in each.paths
        )

        assert [placed.is_for(Scope(p)) for p in (None, "/1/7/", "/1/70/")] == [
            True,
            True,
            False,
        ]
        assert [front.is_for(Scope(p)) for p in (None, "/1/7/")] == [True, False]


@pytest.fixture
async def streets(session):
    """Two streets of different districts."""
    found = select(Organisation).where(Organisation.kind == OrganisationKind.street)
    one, *_, other = (await session.scalars(found.order_by(Organisation.id))).all()
    return one, other


@pytest.fixture
async def hand_over(session, officer):
    async def run(ticket, union):
        officer.role = OfficerRole.supervisor
        by = Actor(AuthorKind.officer, officer.id)
        await casework.change(
            session, ticket, by=by, organisation_id=union and union.id
        )

    return run


class TestHandedOver:
    """A ticket that went elsewhere: who had it must hear, and not ask on."""

    @pytest.fixture
    async def ticket(self, session, streets):
        ticket = made()
        placing.put(ticket, streets[0])
        await put(session, ticket)
        return ticket

    @pytest.fixture
    def heard(self, session, look, time):
        """Return what is heard of the ticket in some part of the tree."""

        async def run(paths, ticket):
            time.forward(seconds=1)
            news = await look.at.look(session)
            of_it = [each for each in news if each.key == ticket.number]
            heard = {
                path: [e.kind for e in of_it if e.is_for(Scope(path))] for path in paths
            }
            return {path: kinds[-1] if kinds else None for path, kinds in heard.items()}

        return run

    async def test_is_told_where_it_was_and_where_it_is(
        self, ticket, streets, hand_over, heard
    ):
        one, other = streets
        await heard([None], ticket)

        await hand_over(ticket, other)

        parts = [one.path, other.path, None, "//"]
        assert await heard(parts, ticket) == {
            one.path: "left",
            other.path: "changed",
            None: "changed",
            "//": None,
        }

    async def test_to_the_front_desk_is_told_where_it_was(
        self, ticket, streets, hand_over, heard
    ):
        await heard([None], ticket)

        await hand_over(ticket, None)

        assert await heard([streets[0].path], ticket) == {streets[0].path: "left"}

    async def test_over_two_unions_is_told_to_both(
        self, ticket, streets, hand_over, heard
    ):
        one, other = streets
        await heard([None], ticket)

        await hand_over(ticket, other)
        await hand_over(ticket, None)

        told = await heard([one.path, other.path], ticket)
        assert told == {one.path: "left", other.path: "left"}

    async def test_and_back_is_a_change(self, ticket, streets, hand_over, heard):
        one, other = streets
        await heard([None], ticket)

        await hand_over(ticket, other)
        await hand_over(ticket, one)

        assert await heard([one.path], ticket) == {one.path: "changed"}

    async def test_is_told_to_who_comes_back(
        self, session, ticket, streets, hand_over, time
    ):
        heard = clock.now()
        time.forward(seconds=30)
        await hand_over(ticket, streets[1])
        time.forward(seconds=30)

        missed = await Lookout().since(session, heard)

        kinds = [e.kind for e in missed if e.is_for(Scope(streets[0].path))]
        assert kinds == ["left", "changed"]  # and the floor, which all look at anew


class TestTalks:
    async def test_are_told_when_somebody_speaks_and_when_it_is_answered(
        self, session, conversation, look
    ):
        message = Message(
            conversation_id=conversation.id,
            message_id="m1",
            text="在吗",
            received_at=clock.now(),
        )
        session.add(message)
        await session.flush()
        talk = {str(conversation.id): "said"}

        assert await look(Topic.talks) == talk
        assert await look(Topic.talks) == {}
        message.answered_at = clock.now()
        await session.flush()
        assert await look(Topic.talks) == talk

    async def test_move_the_floor(self, session, conversation, officer, look):
        key = str(conversation.id)
        await floor.queue(session, conversation, reason="想找人")

        assert await look(Topic.floor) == {key: "queued"}
        await floor.take(session, conversation, officer.id)
        assert await look(Topic.floor) == {key: "taken"}
        await floor.answer(session, conversation, officer.id, "您好")
        assert await look(Topic.floor) == {}

    async def test_belong_where_their_tickets_do(self, session, conversation, look):
        await put(session, made(conversation_id=conversation.id, path="/1/7/"))
        await floor.queue(session, conversation, reason="想找人")

        news = await look.at.look(session)

        talks = [each for each in news if each.topic in {Topic.talks, Topic.floor}]
        assert len(talks) == 2
        assert all(each.is_for(Scope("/1/7/")) for each in talks)
        assert not any(each.is_for(Scope("/1/8/")) for each in talks)


class TestPresence:
    async def test_is_told_when_somebody_comes_and_goes(
        self, session, officer, look, time
    ):
        ticket = made()
        [number] = await put(session, ticket)
        await presence.seen(session, ticket.id, officer.id)

        assert await look(Topic.presence) == {number: "changed"}
        time.forward(seconds=20)
        await presence.seen(session, ticket.id, officer.id)
        assert await look(Topic.presence) == {}
        time.forward(seconds=70)
        assert await look(Topic.presence) == {number: "changed"}


class TestSince:
    async def test_returns_what_was_missed(self, session, time):
        heard = clock.now()
        time.forward(minutes=2)
        [number] = await put(session, made())
        time.forward(minutes=1)

        missed = await Lookout().since(session, heard)

        assert {(each.topic, each.key) for each in missed} == {
            (Topic.tickets, number),
            (Topic.floor, EVERYTHING),
        }

    async def test_leaves_out_what_was_heard(self, session, time):
        await put(session, made())
        time.forward(seconds=30)

        missed = await Lookout().since(session, clock.now())

        assert {each.topic for each in missed} == {Topic.floor}


class TestAllIsNew:
    def test_is_for_everybody(self):
        assert all(each.is_for(Scope("/1/7/")) for each in ALL_IS_NEW)
