"""Loading: the shipped rules come in, in the order of their file."""

from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from helpdesk.assignment.choosing import FILE
from helpdesk.models import AssignmentRule, DeskHours, OfficerRole
from helpdesk.rules import rules
from helpdesk.shipped import bring_in

STEP = 10  # between positions, so that a rule of their own fits in


async def load(session: AsyncSession) -> None:
    """Bring the shipped rules in."""
    entries = rules(FILE)["rules"].items()
    shipped = {
        name: _fields(entry, position=STEP * number)
        for number, (name, entry) in enumerate(entries, 1)
    }
    await bring_in(session, AssignmentRule, shipped)


def _fields(entry: dict[str, Any], *, position: int) -> dict[str, Any]:
    listed = ("skills", "categories", "priorities", "sources")
    return {
        "name": entry["name"],
        "position": position,
        "hours": DeskHours(entry.get("hours", DeskHours.always)),
        **{name: entry.get(name, []) for name in listed},
        "role": OfficerRole(entry["role"]),
        "officer_ids": [],
        "most": entry.get("most"),
    }
