"""The directory of unions, as officers look them up: whom to call, and where."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from helpdesk.models import Organisation
from helpdesk.organisations.directory_repository import DirectoryRepository
from helpdesk.organisations.repository import OrganisationRepository
from helpdesk.organisations.service import organisations
from helpdesk.organisations.tree import Census, tree
from helpdesk.scope import Scope

MOST_CHILDREN, MOST_FOUND = 200, 20


@dataclass(frozen=True, slots=True)
class Entry:
    """A union with those above and below it, and what there is to count."""

    union: Organisation
    above: Sequence[Organisation]
    """From the city downwards."""

    children: Sequence[Organisation]
    below: Mapping[int, int]
    """By a child's key: how many stand directly below it."""

    members: int
    census: Census
    unsettled: int
    """Open tickets that the officer sees."""


class DirectoryService:
    """Finds unions by name and along the tree; it is open to every officer."""

    async def search(self, session: AsyncSession, name: str) -> list[Organisation]:
        """Return the unions and employers that are likely meant."""
        return await organisations.named(session, name, limit=MOST_FOUND)

    async def roots(self, session: AsyncSession) -> Sequence[Organisation]:
        """Return where the tree begins."""
        return await DirectoryRepository(session).list_children(
            None, limit=MOST_CHILDREN
        )

    async def entry(self, session: AsyncSession, key: int, *, scope: Scope) -> Entry:
        """Return a union with its surroundings."""
        repository = DirectoryRepository(session)
        union = await tree.by_id(session, key)
        children = await repository.list_children(union.id, limit=MOST_CHILDREN)
        above = await OrganisationRepository(session).list_above(union)
        path = union.path
        return Entry(
            union=union,
            above=above[::-1],
            children=children,
            below=await repository.count_children([child.id for child in children]),
            members=await tree.members(session, union) if path else 0,
            census=await tree.census(session, union) if path else Census({}),
            unsettled=await repository.count_unsettled(path, scope) if path else 0,
        )


directory = DirectoryService()
