"""A visit: who opens a page of the console, in which browser, from where."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request

from api.console import browser, rights
from api.forms import Form
from helpdesk.audit import Actor
from helpdesk.models import AuthorKind, Officer


@dataclass(frozen=True, slots=True)
class Visit:
    """A request that was let in."""

    cookie: str
    form: Form
    address: str
    officer: Officer

    @property
    def actor(self) -> Actor:
        """Return who acts, as the audit log knows it."""
        return Actor(
            AuthorKind.officer,
            officer_id=self.officer.id,
            address=self.address or None,
        )

    @property
    def token(self) -> str:
        """Return what every form of this browser must bring."""
        return browser.token_for(self.cookie)

    def may(self, page: str) -> bool:
        """Tell whether this officer may open a page."""
        return rights.may(self.officer.role, page)


async def _visit(request: Request) -> Visit:
    """Return the visit that the gate let in."""
    visit: Visit = request.state.visit
    return visit


SignedIn = Annotated[Visit, Depends(_visit)]
"""A route's parameter that takes the visit; the gate was there before it."""
