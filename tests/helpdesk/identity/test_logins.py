import re

import pytest
from sqlalchemy import select

from helpdesk.errors import Refused
from helpdesk.identity import logins
from helpdesk.models import ChannelKind, WebLogin

OPENID = "oDEMOinventedOpenid0001"


async def came_back(session):
    """Return the browser's first cookie and the login that WeChat's answer is for."""
    begun = await logins.begin(session)
    spent = await logins.come_back(session, state=begun.state, cookie=begun.cookie)
    return begun.cookie, spent


async def arrived(session, openid=OPENID):
    _, login = await came_back(session)
    return await logins.arrive(session, login, openid=openid)


@pytest.mark.usefixtures("time")
class TestBegin:
    async def test_gives_a_state_that_wechat_takes(self, session):
        begun = await logins.begin(session)

        assert re.fullmatch("[a-zA-Z0-9]{32,128}", begun.state)
        assert begun.state != begun.cookie

    async def test_keeps_neither_state_nor_cookie(self, session):
        begun = await logins.begin(session)
        session.expire_all()

        [login] = await session.scalars(select(WebLogin))

        assert begun.state.encode() not in login.state_lookup
        assert begun.cookie.encode() not in login.session_lookup

    async def test_knows_nobody_yet(self, session):
        begun = await logins.begin(session)

        assert await logins.of(session, begun.cookie) is None


@pytest.mark.usefixtures("time")
class TestComeBack:
    async def test_takes_a_state_once(self, session):
        begun = await logins.begin(session)
        await logins.come_back(session, state=begun.state, cookie=begun.cookie)

        with pytest.raises(Refused):
            await logins.come_back(session, state=begun.state, cookie=begun.cookie)

    async def test_refuses_the_state_of_another_browser(self, session):
        mine, other = await logins.begin(session), await logins.begin(session)

        with pytest.raises(Refused):
            await logins.come_back(session, state=other.state, cookie=mine.cookie)

    async def test_a_stranger_who_tries_a_state_does_not_spend_it(self, session):
        mine, other = await logins.begin(session), await logins.begin(session)
        with pytest.raises(Refused):
            await logins.come_back(session, state=other.state, cookie=mine.cookie)

        assert await logins.come_back(session, state=other.state, cookie=other.cookie)

    async def test_refuses_a_state_after_ten_minutes(self, session, time):
        begun = await logins.begin(session)
        time.forward(minutes=10)

        with pytest.raises(Refused):
            await logins.come_back(session, state=begun.state, cookie=begun.cookie)

    @pytest.mark.parametrize("state", ["", "x", "'; --", "é" * 200, "0" * 64])
    async def test_refuses_what_is_no_state(self, session, state):
        begun = await logins.begin(session)

        with pytest.raises(Refused):
            await logins.come_back(session, state=state, cookie=begun.cookie)


@pytest.mark.usefixtures("time")
class TestArrive:
    async def test_knows_whose_account_it_is(self, session):
        found = await logins.of(session, await arrived(session))

        assert found is not None
        assert found.channel is ChannelKind.wechat

    async def test_goes_on_with_the_follower_s_conversation(self, session):
        first = await logins.of(session, await arrived(session))
        second = await logins.of(session, await arrived(session))

        assert first.id == second.id

    async def test_gives_a_cookie_that_who_planted_the_old_one_does_not_know(
        self, session
    ):
        planted, login = await came_back(session)

        cookie = await logins.arrive(session, login, openid=OPENID)

        assert cookie != planted
        assert await logins.of(session, planted) is None

    async def test_happens_once(self, session):
        _, login = await came_back(session)
        await logins.arrive(session, login, openid=OPENID)

        with pytest.raises(Refused):
            await logins.arrive(session, login, openid="oDEMOsomebodyElse")

    async def test_needs_a_state_that_came_back(self, session):
        await logins.begin(session)
        [login] = await session.scalars(select(WebLogin))

        with pytest.raises(Refused):
            await logins.arrive(session, login.id, openid=OPENID)
        with pytest.raises(Refused):
            await logins.arrive(session, login.id + 1, openid=OPENID)


@pytest.mark.usefixtures("time")
class TestOf:
    async def test_forgets_after_half_an_hour(self, session, time):
        cookie = await arrived(session)
        time.forward(minutes=29)
        assert await logins.of(session, cookie)

        time.forward(minutes=1)

        assert await logins.of(session, cookie) is None

    @pytest.mark.parametrize("cookie", ["", "x", "é", "a" * 5000, "\x00"])
    async def test_knows_nobody_by_what_is_no_cookie(self, session, cookie):
        await arrived(session)

        assert await logins.of(session, cookie) is None


@pytest.mark.usefixtures("time")
class TestEnd:
    async def test_makes_a_stolen_cookie_worthless(self, session):
        cookie = await arrived(session)

        await logins.end(session, cookie)

        assert await logins.of(session, cookie) is None

    async def test_leaves_other_browsers_alone(self, session):
        ended, kept = await arrived(session), await arrived(session)

        await logins.end(session, ended)

        assert await logins.of(session, kept)
