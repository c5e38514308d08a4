"""What did not arrive: why, for which ticket, tried again or told by telephone."""

from contextlib import suppress
from typing import Annotated

from fastapi import APIRouter, Path, Request, Response
from starlette.responses import RedirectResponse

from api.console.calls.told import in_groups, moment
from api.console.gate import ConsoleRoute
from api.console.pages import PATH, render
from api.console.undelivered.hooks import hooks_of
from api.console.visit import SignedIn
from api.console.words import note_of
from api.services import Use
from helpdesk.database import read_only, unit_of_work
from helpdesk.errors import Conflict
from helpdesk.undelivered import undelivered
from helpdesk.webhooks import webhooks

HERE = f"{PATH}/undelivered"
ItemId = Annotated[int, Path(ge=1, lt=2**31)]

router = APIRouter(prefix=HERE, route_class=ConsoleRoute, include_in_schema=False)


@router.get("")
async def list_undelivered(
    request: Request, services: Use, visit: SignedIn
) -> Response:
    """List what is tried no more, the newest first."""
    async with read_only(services.sessions) as session:
        letters = await undelivered.listed(session, visit.scope)
        lost = (
            await webhooks.dead(session, visit.scope) if visit.may("call_again") else ()
        )
    return render(
        "undelivered",
        visit=visit,
        hooks=hooks_of(lost),
        letters=[(letter, moment(letter.created_at)) for letter in letters],
        in_groups=in_groups,
        note=note_of(request),
    )


@router.post("/{item_id}/again")
async def try_again(item_id: ItemId, services: Use, visit: SignedIn) -> Response:
    """Have it sent again."""
    async with unit_of_work(services.sessions) as session:
        await undelivered.try_again(session, item_id, scope=visit.scope, by=visit.actor)
    return RedirectResponse(f"{HERE}?said=again", 303)


@router.post("/{item_id}/told")
async def note_told(item_id: ItemId, services: Use, visit: SignedIn) -> Response:
    """Note that the worker was told by telephone."""
    async with unit_of_work(services.sessions) as session:
        await undelivered.told(
            session,
            item_id,
            words=visit.form.get("words", ""),
            scope=visit.scope,
            by=visit.actor,
        )
    return RedirectResponse(f"{HERE}?said=told", 303)


@router.post("/hooks/{webhook_id}/again")
async def call_again(webhook_id: ItemId, services: Use, visit: SignedIn) -> Response:
    """Call a program again: with one thing it was not told, or with everything."""
    key = visit.form.get("key", "")
    with suppress(Conflict):  # a colleague was quicker: it is on its way
        async with unit_of_work(services.sessions) as session:
            webhook = await webhooks.find(session, webhook_id, scope=visit.scope)
            if key:
                await webhooks.retry(session, webhook, key, by=visit.actor)
            else:
                await webhooks.retry_all(session, webhook, by=visit.actor)
    return RedirectResponse(f"{HERE}?said=again", 303)
