import pytest
from sqlalchemy import select

from helpdesk.models import ConsoleSession, OfficerRole, SignInWay
from helpdesk.officers import Browser, Pending, officer_sessions
from helpdesk.retention import Pace, retention


async def whose(session, token):
    standing = await officer_sessions.standing(session, token, is_demo=False)
    return standing and standing.officer


async def use(session, token):
    """Come with a token, as a page does."""
    standing = await officer_sessions.standing(session, token, is_demo=False)
    if standing and standing.is_to_note:
        await officer_sessions.note_use(session, standing)
        session.expire_all()
    return standing is not None


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
        new = await officer_sessions.begin(
            session, officer, browser=Browser(cookie=token)
        )

        assert await whose(session, token) is None
        assert await whose(session, new) is officer


class TestStanding:
    async def test_knows_the_officer(self, session, officer, token):
        assert await whose(session, token) is officer

    @pytest.mark.parametrize("wrong", ["", "x", "\ud800", "令牌"])
    async def test_knows_nobody_by_another_token(self, session, token, wrong):
        assert await whose(session, wrong) is None

    async def test_forgets_who_does_nothing_for_half_an_hour(
        self, session, time, token
    ):
        time.forward(minutes=30)

        assert await whose(session, token) is None

    async def test_goes_on_while_it_is_used(self, session, time, officer, token):
        for _ in range(3):
            time.forward(minutes=29)
            assert await use(session, token)

    async def test_ends_after_ten_hours_however_used(self, session, time, token):
        for _ in range(10 * 3):
            await use(session, token)
            time.forward(minutes=20)

        assert await whose(session, token) is None

    async def test_asks_a_newcomer_for_an_own_password(self, session, officer, token):
        officer.must_choose = True

        standing = await officer_sessions.standing(session, token, is_demo=True)

        assert standing.pending is Pending.password

    async def test_who_came_by_the_sign_on_needs_no_password(self, session, officer):
        officer.must_choose = True
        token = await officer_sessions.begin(session, officer, way=SignInWay.sign_on)

        standing = await officer_sessions.standing(session, token, is_demo=True)

        assert standing.pending is None

    @pytest.mark.parametrize("role", OfficerRole)
    async def test_asks_some_roles_for_a_second_factor(
        self, session, officer, token, role
    ):
        officer.role = role

        standing = await officer_sessions.standing(session, token, is_demo=False)
        in_demo = await officer_sessions.standing(session, token, is_demo=True)

        must = role in {"administrator", "supervisor", "auditor"}
        assert standing.pending is (Pending.authenticator if must else None)
        assert in_demo.pending is None

    async def test_ends_with_the_account(self, session, officer, token):
        officer.active = False

        assert await whose(session, token) is None


class TestOf:
    async def test_lists_where_one_is_signed_in(self, session, time, officer, token):
        time.forward(minutes=5)
        here = Browser(address="10.0.0.7", kind="Firefox · Linux")
        await officer_sessions.begin(session, officer, browser=here)

        latest, first = await officer_sessions.of(session, officer)

        assert (latest.address, latest.browser) == ("10.0.0.7", "Firefox · Linux")
        assert (first.address, first.browser) == (None, None)


class TestEndOf:
    async def test_leaves_only_the_browser_that_asked(self, session, officer, token):
        other = await officer_sessions.begin(session, officer)

        await officer_sessions.end_of(session, officer, but=token)

        assert await whose(session, token) is officer
        assert await whose(session, other) is None


class TestEnd:
    async def test_makes_a_copy_of_the_token_worthless(self, session, token):
        await officer_sessions.end(session, token)

        assert await whose(session, token) is None


class TestRetention:
    async def test_clears_sessions_a_day_after_their_last_use(
        self, sessions, session, time, token, settings
    ):
        await session.commit()
        time.forward(days=1, minutes=1)

        done = await retention.run(sessions, pace=Pace.hour, data_dir=settings.data_dir)

        assert done["console_sessions"] == 1
