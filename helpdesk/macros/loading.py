"""Loading: the shipped macros come in, after the canned texts that they use."""

from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncSession

from helpdesk.macros.reading import read
from helpdesk.models import Macro
from helpdesk.rules import rules
from helpdesk.shipped import bring_in

FILE = Path(__file__).with_name("macros.yml")


async def load(session: AsyncSession) -> None:
    """Bring the shipped macros in."""
    entries = {
        name: {
            "name": entry["name"],
            "skill": entry.get("skill"),
            "steps": [s.to_json() for s in await read(session, entry["steps"])],
        }
        for name, entry in rules(FILE).items()
    }
    await bring_in(session, Macro, entries)
