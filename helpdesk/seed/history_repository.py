"""SQL of the demo's tickets."""

from sqlalchemy import delete, exists, select

from helpdesk.models import Officer, Organisation, OutboxItem, OutboxKind, Ticket
from helpdesk.repository import Repository


class HistoryRepository(Repository):
    """Questions while the demo's tickets are told."""

    async def is_told(self) -> bool:
        """Tell whether there are tickets already."""
        return bool(await self.session.scalar(select(exists().where(Ticket.id > 0))))

    async def union(self, name: str | None) -> int | None:
        """Return the key of the union with this name."""
        if name is None:
            return None
        statement = select(Organisation.id).where(Organisation.name == name)
        return (await self.session.scalars(statement)).one()

    async def logins(self) -> dict[str, int]:
        """Return every account's key by its login."""
        found = await self.session.execute(select(Officer.login, Officer.id))
        return {login: key for login, key in found}  # noqa: C416 - rows are no pairs

    async def clear_outbox(self) -> None:
        """Forget what was to be told to followers that there are not."""
        wechat = OutboxItem.kind == OutboxKind.wechat
        await self.session.execute(delete(OutboxItem).where(wechat))
