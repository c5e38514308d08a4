"""What is on record of the account behind a telephone."""

from helpdesk.database import unit_of_work
from helpdesk.identity import identity


async def bound_id(phone):
    """Return what the page calls this account."""
    return str((await phone.conversation()).identity_id)


async def level(phone):
    conversation = await phone.conversation()
    async with unit_of_work(phone.sessions) as session:
        return await identity.level(session, conversation)
