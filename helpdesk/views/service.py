"""Saved views: an officer's own, and those a supervisor shares with the subtree."""

from collections.abc import Mapping

from sqlalchemy.ext.asyncio import AsyncSession

from helpdesk.errors import Conflict, InvalidInput, NotFound
from helpdesk.models import Officer, OfficerRole, SavedView
from helpdesk.scope import Scope
from helpdesk.texts import tidy
from helpdesk.tickets.wanted import Wanted
from helpdesk.views.defaults import View, defaults
from helpdesk.views.repository import ViewRepository

NAME_LIMIT = 20
OWN_AT_MOST = 20
SHARING = frozenset({OfficerRole.supervisor, OfficerRole.administrator})


class ViewService:
    """Keeps views; which tickets are in one is the queue's business."""

    async def all_of(
        self, session: AsyncSession, officer: Officer, *, scope: Scope
    ) -> Mapping[str, View]:
        """Return the views of an officer: everybody's, those shared here, the own."""
        saved = await ViewRepository(session).list_open_to(officer.id)
        seen = [
            _view(each, officer)
            for each in saved
            if each.officer_id == officer.id or Scope(each.path).covers(scope.path)
        ]
        return {**defaults(), **{view.key: view for view in seen}}

    async def save(
        self,
        session: AsyncSession,
        officer: Officer,
        *,
        name: str,
        wanted: Wanted,
        scope: Scope,
        is_shared: bool = False,
    ) -> View:
        """Keep a view under a name; the same name again replaces it.

        Raises:
            InvalidInput: It has no name.
            Conflict: There are enough, or it is not this officer's to share.
        """
        called = tidy(name, limit=NAME_LIMIT)
        if not called:
            raise InvalidInput("a view needs a name")
        if is_shared and officer.role not in SHARING:
            raise Conflict("only a supervisor shares views")
        repository = ViewRepository(session)
        view = await repository.named(officer.id, called)
        if view is None:
            await self._refuse_too_many(repository, officer)
            view = SavedView(officer_id=officer.id, name=called)
            session.add(view)
        view.wanted, view.is_shared, view.path = wanted.as_json(), is_shared, scope.path
        await session.flush()
        return _view(view, officer)

    async def drop(self, session: AsyncSession, officer: Officer, key: str) -> None:
        """Forget one of the officer's own views.

        Raises:
            NotFound: There is none, or it is somebody else's.
        """
        for view in await ViewRepository(session).list_open_to(officer.id):
            if _key(view) == key and view.officer_id == officer.id:
                await session.delete(view)
                await session.flush()
                return
        raise NotFound("no such view")

    async def _refuse_too_many(
        self, repository: ViewRepository, officer: Officer
    ) -> None:
        known = await repository.list_open_to(officer.id)
        if sum(view.officer_id == officer.id for view in known) >= OWN_AT_MOST:
            raise Conflict("enough views")


def _view(saved: SavedView, officer: Officer) -> View:
    return View(
        key=_key(saved),
        title=saved.name,
        wanted=_readable(saved.wanted),
        is_shared=saved.is_shared,
        is_own=saved.officer_id == officer.id,
    )


def _readable(said: dict[str, object]) -> Wanted:
    """Read what was kept; what an older release knew is left out."""
    known = {}
    for name, value in said.items():
        try:
            Wanted.read({name: value})
        except InvalidInput:
            continue
        known[name] = value
    return Wanted.read(known)


def _key(view: SavedView) -> str:
    return f"v{view.id}"


views = ViewService()
