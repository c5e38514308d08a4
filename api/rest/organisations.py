"""The tree of unions, as far as a token sees it."""

from typing import Annotated

from fastapi import APIRouter, Path, Query

from api.rest.gate import Called, RestRoute
from api.rest.problems import described
from api.rest.views import Page, View
from api.services import Use
from helpdesk.database import read_only
from helpdesk.errors import NotFound
from helpdesk.feed import feed
from helpdesk.models import Organisation, OrganisationKind, UnionState
from helpdesk.organisations import tree

router = APIRouter(
    prefix="/organisations", route_class=RestRoute, tags=["organisations"]
)


class OrganisationView(View):
    """A union, or an employer that may get one."""

    id: int
    name: str
    kind: OrganisationKind
    state: UnionState
    parent: int | None
    district: str | None
    street: str | None


@router.get("", responses=described())
async def list_organisations(
    services: Use,
    caller: Called,
    parent: Annotated[int | None, Query(ge=1, lt=2**31)] = None,
    cursor: Annotated[int, Query(ge=0, lt=2**31)] = 0,
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
) -> Page[OrganisationView]:
    """List unions, all or those directly below one."""
    async with read_only(services.sessions) as session:
        found = await feed.list_unions(
            session,
            scope=caller.scope,
            parent_id=parent,
            after=cursor,
            limit=limit + 1,
        )
    shown = found[:limit]
    more = str(shown[-1].id) if len(found) > limit else None
    return Page(items=[_view(union) for union in shown], next=more)


@router.get("/{key}", responses=described("not-found"))
async def show_organisation(
    key: Annotated[int, Path(ge=1, lt=2**31)], services: Use, caller: Called
) -> OrganisationView:
    """Show a union."""
    async with read_only(services.sessions) as session:
        union = await tree.by_id(session, key)
    if not caller.scope.covers(union.path):
        raise NotFound("no such union here")
    return _view(union)


def _view(union: Organisation) -> OrganisationView:
    return OrganisationView(
        id=union.id,
        name=union.name,
        kind=union.kind,
        state=union.state,
        parent=union.parent_id,
        district=union.district,
        street=union.street,
    )
