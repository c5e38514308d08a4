"""Logins: a browser that WeChat sent back to us, and whose account it is.

OAuth's state goes to WeChat and back in an address, the cookie stays in the browser
that began: only both together prove that the one who began is the one who came back.
Of both only digests are kept.
"""

import secrets
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from helpdesk import clock
from helpdesk.conversations import conversations
from helpdesk.errors import Refused
from helpdesk.identity.logins_repository import LoginRepository
from helpdesk.identity.repository import IdentityRepository
from helpdesk.models import ChannelKind, Conversation, LoginState, WebLogin

STATE_LIVES = timedelta(minutes=10)
SESSION_LIVES = timedelta(minutes=30)
STATE_BYTES = 32  # as hex: WeChat takes a to z and 0 to 9, at most 128 characters
COOKIE_BYTES = 32


@dataclass(frozen=True, slots=True)
class Begun:
    """What goes to WeChat, and what stays in the browser."""

    state: str
    cookie: str


class LoginService:
    """Keeps who came back from WeChat, for as long as a visit takes."""

    async def begin(self, session: AsyncSession) -> Begun:
        """Begin a visit: nobody is known yet."""
        begun = Begun(secrets.token_hex(STATE_BYTES), _new_cookie())
        session.add(
            WebLogin(
                state_lookup=begun.state,
                session_lookup=begun.cookie,
                expires_at=clock.now() + STATE_LIVES,
            )
        )
        await session.flush()
        return begun

    async def come_back(self, session: AsyncSession, *, state: str, cookie: str) -> int:
        """Spend the state and return the login that it belongs to.

        It is spent before WeChat is asked whose code it is: of two requests with the
        same state only one gets that far.

        Raises:
            Refused: It is unknown, spent, too old, or another browser began it.
        """
        found = await LoginRepository(session).spend(
            state=state, cookie=cookie, now=clock.now()
        )
        if found is None:
            raise Refused("no such login")
        return found

    async def arrive(self, session: AsyncSession, login_id: int, *, openid: str) -> str:
        """Note whose account it is, and return the cookie of the session.

        The cookie is a new one: who planted the old one does not know it.

        Raises:
            Refused: The login was not waiting for this.
        """
        login = await LoginRepository(session).by_id(login_id)
        if login is None or login.state is not LoginState.back:
            raise Refused("no such login")
        conversation = await conversations.resume(
            session, channel=ChannelKind.wechat, source_id=openid
        )
        cookie = _new_cookie()
        login.session_lookup = cookie
        login.state, login.identity_id = LoginState.known, conversation.identity_id
        login.expires_at = clock.now() + SESSION_LIVES
        await session.flush()
        return cookie

    async def of(self, session: AsyncSession, cookie: str) -> Conversation | None:
        """Return the conversation of who is logged in with this cookie, if anybody."""
        identity_id = await LoginRepository(session).known(cookie, now=clock.now())
        if identity_id is None:
            return None
        held = await IdentityRepository(session).identity(identity_id)
        return await conversations.resume(
            session, channel=held.channel, source_id=held.source_id
        )

    async def end(self, session: AsyncSession, cookie: str) -> None:
        """End a session; a copy of its cookie is worth nothing any more."""
        await LoginRepository(session).end(cookie, now=clock.now())


def _new_cookie() -> str:
    return secrets.token_urlsafe(COOKIE_BYTES)


logins = LoginService()
