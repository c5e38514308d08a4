"""Placing: which union of the tree sees to a ticket."""

from collections.abc import Mapping
from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncSession

from helpdesk.models import Organisation, OrganisationKind, Ticket
from helpdesk.places import Spot, spot
from helpdesk.rules import rules
from helpdesk.tickets.placing_repository import PlacingRepository

RULES = Path(__file__).with_name("placing.yml")


async def place(session: AsyncSession, ticket: Ticket) -> None:
    """Give a new ticket to the nearest union that has officers, else to the city's.

    Near to the worker's own union, or to the place that was told.
    """
    near = await _staffed_near(PlacingRepository(session), ticket)
    found = next((near[level] for level in levels() if level in near), None)
    if found is not None:
        put(ticket, found)


def put(ticket: Ticket, union: Organisation | None) -> None:
    """Give a ticket to a union; None is the city's front desk."""
    ticket.organisation_id = union.id if union else None
    ticket.path = union.path if union else None


def told_place(details: Mapping[str, str]) -> Spot:
    """Return the place that the answers of a form name.

    >>> told_place({"area": "宝安西乡那边"}).street
    '西乡'
    """
    for name in rules(RULES)["named"]:
        if text := details.get(name):
            found = spot(district=text, place=text)
            if found.district is not None:
                return found
    return Spot(None, None, None)


def levels() -> list[OrganisationKind]:
    """Return the levels that tickets are given to, nearest first."""
    return [OrganisationKind(name) for name in rules(RULES)["levels"]]


async def _staffed_near(
    repository: PlacingRepository, ticket: Ticket
) -> Mapping[OrganisationKind, Organisation]:
    """Return the unions with officers around a worker, by their level."""
    if ticket.member_id is not None:
        path = await repository.path_of_member(ticket.member_id)
        if path:
            return await repository.above(path, levels())
    where = told_place(ticket.details)
    if where.district is None:
        return {}
    return await repository.around(where.district, where.street, levels())
