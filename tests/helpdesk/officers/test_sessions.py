import pytest
from sqlalchemy import select

from helpdesk.models import ConsoleSession
from helpdesk.officers import officer_sessions, officers
from helpdesk.retention import Pace, retention


@pytest.fixture
async def officer(session):
    return await officers.add(session, login="lin", name="林", password="correct horse")


@pytest.fixture
async def token(session, time, officer):
    return await officer_sessions.begin(session, officer)


class TestBegin:
    async def test_keeps_no_token(self, session, token):
        session.expire_all()

        [kept] = await session.scalars(select(ConsoleSession))

        assert isinstance(kept.token_lookup, bytes)
        assert token.encode() not in kept.token_lookup

    async def test_gives_another_token_each_time(self, session, officer, token):
        assert await officer_sessions.begin(session, officer) != token

    async def test_ends_what_the_browser_had_before(self, session, officer, token):
        new = await officer_sessions.begin(session, officer, instead_of=token)

        assert await officer_sessions.officer_of(session, token) is None
        assert await officer_sessions.officer_of(session, new) is officer


class TestOfficerOf:
    async def test_knows_the_officer(self, session, officer, token):
        assert await officer_sessions.officer_of(session, token) is officer

    @pytest.mark.parametrize("wrong", ["", "x", "\ud800", "令牌"])
    async def test_knows_nobody_by_another_token(self, session, token, wrong):
        assert await officer_sessions.officer_of(session, wrong) is None

    async def test_forgets_who_does_nothing_for_half_an_hour(
        self, session, time, token
    ):
        time.forward(minutes=30)

        assert await officer_sessions.officer_of(session, token) is None

    async def test_goes_on_while_it_is_used(self, session, time, officer, token):
        for _ in range(3):
            time.forward(minutes=29)
            assert await officer_sessions.officer_of(session, token) is officer

    async def test_ends_after_ten_hours_however_used(self, session, time, token):
        for _ in range(10 * 3):
            await officer_sessions.officer_of(session, token)
            time.forward(minutes=20)

        assert await officer_sessions.officer_of(session, token) is None

    async def test_ends_with_the_account(self, session, officer, token):
        officer.active = False

        assert await officer_sessions.officer_of(session, token) is None


class TestEnd:
    async def test_makes_a_copy_of_the_token_worthless(self, session, token):
        await officer_sessions.end(session, token)

        assert await officer_sessions.officer_of(session, token) is None


class TestRetention:
    async def test_clears_sessions_a_day_after_their_last_use(
        self, sessions, session, time, token, settings
    ):
        await session.commit()
        time.forward(days=1, minutes=1)

        done = await retention.run(sessions, pace=Pace.hour, data_dir=settings.data_dir)

        assert done["console_sessions"] == 1
