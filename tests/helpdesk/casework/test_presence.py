import pytest

from helpdesk.casework import presence
from helpdesk.officers import officers
from tests.helpdesk.tickets.made import made, put


@pytest.fixture(autouse=True)
def _time(time):
    """It stands still until it is moved."""


@pytest.fixture
async def ticket(session):
    one = made()
    await put(session, one)
    return one


@pytest.fixture
async def colleague(session):
    return await officers.add(
        session, login="wangmin", name="王敏", password="a-long-password"
    )


class TestOn:
    async def test_names_who_has_it_open(self, session, ticket, officer, colleague):
        other = made()
        await put(session, other)
        for each in (officer, colleague):
            await presence.seen(session, ticket.id, each.id)

        found = await presence.on(session, [ticket.id, other.id])

        assert found == {ticket.id: [officer.name, "王敏"]}

    async def test_leaves_out_who_asks(self, session, ticket, officer, colleague):
        for each in (officer, colleague):
            await presence.seen(session, ticket.id, each.id)

        found = await presence.on(session, [ticket.id], but=officer.id)

        assert found == {ticket.id: ["王敏"]}

    async def test_forgets_who_shows_no_sign(self, session, ticket, officer, time):
        await presence.seen(session, ticket.id, officer.id)
        time.forward(seconds=59)
        assert ticket.id in await presence.on(session, [ticket.id])
        time.forward(seconds=2)
        assert await presence.on(session, [ticket.id]) == {}

    async def test_a_new_sign_counts_from_then(self, session, ticket, officer, time):
        await presence.seen(session, ticket.id, officer.id)
        time.forward(seconds=50)
        await presence.seen(session, ticket.id, officer.id)
        time.forward(seconds=50)

        assert ticket.id in await presence.on(session, [ticket.id])

    async def test_who_left_is_gone_at_once(self, session, ticket, officer):
        await presence.seen(session, ticket.id, officer.id)

        await presence.left(session, ticket.id, officer.id)

        assert await presence.on(session, [ticket.id]) == {}
