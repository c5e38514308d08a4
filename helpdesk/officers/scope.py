"""What an officer sees of the union tree."""

from sqlalchemy.ext.asyncio import AsyncSession

from helpdesk.models import Officer
from helpdesk.organisations import tree
from helpdesk.scope import NOWHERE, Scope


async def scope_of(session: AsyncSession, officer: Officer) -> Scope:
    """Return what an officer sees."""
    if officer.organisation_id is None:
        return Scope()
    union = await tree.by_id(session, officer.organisation_id)
    return Scope(union.path) if union.path else NOWHERE
