"""A visit: who opens a page of the console, in which browser, from where."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request

from api.console import browser, rights
from api.forms import Fields, Form
from helpdesk.audit import Actor
from helpdesk.models import AuthorKind, Officer
from helpdesk.officers import Pending
from helpdesk.scope import Scope


@dataclass(frozen=True, slots=True)
class Visit:
    """A request that was let in."""

    cookie: str
    fields: Fields
    address: str
    officer: Officer
    scope: Scope
    session_id: int = 0
    pending: Pending | None = None
    """What is to be done before the console opens."""

    @property
    def form(self) -> Form:
        """Return the fields of the form, each once."""
        return dict(self.fields)

    def all(self, name: str) -> Sequence[str]:
        """Return what was chosen in a field that may stand several times."""
        return [value for key, value in self.fields if key == name]

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
        """Tell whether this officer may open a page now."""
        if self.pending and not rights.is_step(page, self.pending):
            return False
        return rights.may(self.officer.role, page)


async def _visit(request: Request) -> Visit:
    """Return the visit that the gate let in."""
    visit: Visit = request.state.visit
    return visit


SignedIn = Annotated[Visit, Depends(_visit)]
"""A route's parameter that takes the visit; the gate was there before it."""
