"""Where an officer is signed in, as the page lists it."""

from dataclasses import dataclass

from api.console.calls.told import moment
from helpdesk.models import ConsoleSession, SignInWay


@dataclass(frozen=True, slots=True)
class SessionLine:
    """One browser."""

    browser: str
    address: str
    began: str
    seen: str
    is_here: bool
    is_by_sign_on: bool


def line_of(session: ConsoleSession, *, here: int) -> SessionLine:
    """Return a session as a line."""
    return SessionLine(
        browser=session.browser or "",
        address=session.address or "",
        began=moment(session.created_at),
        seen=moment(session.seen_at),
        is_here=session.id == here,
        is_by_sign_on=session.way is SignInWay.sign_on,
    )
