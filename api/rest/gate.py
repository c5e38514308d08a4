"""The gate before every operation: whose token it is, and what that may do."""

from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import unquote

from fastapi import Depends, Request, Response
from fastapi.routing import APIRoute

from api.console import rights
from api.rest.problems import NotJson, TokenMissing, TokenWrong
from api.senders import address_of
from api.services import Services
from helpdesk.audit import Actor
from helpdesk.database import read_only, unit_of_work
from helpdesk.errors import InvalidInput, NotPermitted
from helpdesk.models import ApiToken, AuthorKind, Officer
from helpdesk.officers import scope_of
from helpdesk.scope import Scope
from helpdesk.tokens import tokens

RIGHTS = Path(__file__).with_name("rights.yml")
REASON = "Gonghui-Reason"
JSON = frozenset({"application/json", "application/merge-patch+json"})

type Handler = Callable[[Request], Coroutine[Any, Any, Response]]

may = partial(rights.may, file=RIGHTS)


@dataclass(frozen=True, slots=True)
class Caller:
    """A program that was let in."""

    token_id: int
    account: Officer
    scope: Scope
    address: str
    why: str | None
    """Why it wants to see names and numbers; None where it does not."""

    @property
    def actor(self) -> Actor:
        """Return who acts, as the audit log knows it."""
        return Actor(
            AuthorKind.officer,
            officer_id=self.account.id,
            address=self.address or None,
        )


class RestRoute(APIRoute):
    """Lets in whom the table of rights names."""

    def get_route_handler(self) -> Handler:
        """Wrap the route; one that the table does not name lets nobody in."""
        handle = super().get_route_handler()

        async def handled(request: Request) -> Response:
            await _let_in(request, self.name)
            return await handle(request)

        return handled


async def _let_in(request: Request, operation: str) -> None:
    """Look at the token and the table, and leave the caller for the route.

    Raises:
        TokenMissing: There is none.
        TokenWrong: It is not good.
        NotPermitted: Its role may not do this.
        NotJson: What it sends is something else.
    """
    services: Services = request.app.state.services
    if not rights.is_open(operation, file=RIGHTS):
        caller = await _caller(request, services)
        request.state.caller = caller
        if not may(caller.account.role, operation):
            raise NotPermitted(f"{caller.account.role} may not {operation}")
        if caller.why is not None and not may(caller.account.role, "unmask"):
            raise NotPermitted(f"{caller.account.role} may not unmask")
    if not _is_json(request):
        raise NotJson


async def _caller(request: Request, services: Services) -> Caller:
    kind, _, words = request.headers.get("Authorization", "").partition(" ")
    if kind.lower() != "bearer" or not words.strip():
        raise TokenMissing
    address = address_of(request)
    if address:
        await services.rates.take(guess=address)  # who guesses is slowed down as well
    async with read_only(services.sessions) as session:
        token = await tokens.caller(session, words.strip())
        scope = await scope_of(session, token.officer) if token else Scope()
    if token is None:
        raise TokenWrong
    await services.rates.take(program=str(token.id))
    await _note_use(services, token)
    return Caller(token.id, token.officer, scope, address, _reason(request))


async def _note_use(services: Services, token: ApiToken) -> None:
    if not tokens.is_use_to_be_noted(token):
        return
    async with unit_of_work(services.sessions) as session:
        await tokens.note_use(session, token)


def _reason(request: Request) -> str | None:
    """Read why names are to be shown: UTF-8, percent-encoded, as headers want it."""
    said = request.headers.get(REASON)
    if said is None:
        return None
    try:
        return unquote(said, errors="strict")
    except UnicodeDecodeError:
        raise InvalidInput("a reason is percent-encoded UTF-8") from None


def _is_json(request: Request) -> bool:
    """Tell whether a body, if there is one, is said to be JSON."""
    kind = request.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    has_body = request.headers.get("Content-Length", "0") != "0"
    is_sent = has_body or "Transfer-Encoding" in request.headers
    return not is_sent or kind in JSON


async def _of(request: Request) -> Caller:
    """Return the caller that the gate let in."""
    caller: Caller = request.state.caller
    return caller


Called = Annotated[Caller, Depends(_of)]
"""A route's parameter that takes the caller; the gate was there before it."""
