"""Programs with tokens, and tickets in several parts of the union."""

from collections.abc import Awaitable, Callable

import httpx
import pytest

from helpdesk.audit import SYSTEM
from helpdesk.database import unit_of_work
from helpdesk.models import OfficerRole, Organisation, OrganisationKind, Ticket
from helpdesk.organisations import tree
from helpdesk.tickets import placing, tickets
from helpdesk.tokens import tokens
from tests.api.conftest import client_of

NAME, PHONE = "赵启明", "13800138017"
WAGES = {
    "category": "report_unpaid_wages",
    "subject": "厂里三个月没发工资",
    "details": {"employer": "岚禾电子", "contact_name": NAME},
    "contact_phone": PHONE,
}

Program = Callable[..., Awaitable[httpx.AsyncClient]]


@pytest.fixture
def settings(make_settings):
    return make_settings(demo=True)


@pytest.fixture
async def unions(sessions) -> dict[str, int]:
    """The city's union, two districts below it, and a street of the first."""
    async with unit_of_work(sessions) as session:
        made: dict[str, Organisation] = {}
        for name, kind, above in (
            ("city", OrganisationKind.federation, None),
            ("baoan", OrganisationKind.district, "city"),
            ("futian", OrganisationKind.district, "city"),
            ("xixiang", OrganisationKind.street, "baoan"),
        ):
            union = Organisation(
                kind=kind,
                name=name,
                address="某路1号",
                phone="0755-00000000",
                parent_id=made[above].id if above else None,
            )
            session.add(union)
            await session.flush()
            made[name] = union
        await tree.place(session)
        return {name: union.id for name, union in made.items()}


@pytest.fixture
async def program(app, sessions):
    """Give programs a token; each is a client of its own."""
    opened: list[httpx.AsyncClient] = []

    async def begin(role=OfficerRole.supervisor, organisation=None, words=None):
        if words is None:
            async with unit_of_work(sessions) as session:
                issued = await tokens.add(
                    session,
                    name="业务系统",
                    role=role,
                    organisation_id=organisation,
                    by=SYSTEM,
                )
                words = issued.words
        client = client_of(app)
        client.headers["Authorization"] = f"Bearer {words}"
        client.base_url = "http://gateway/api/v1"
        opened.append(client)
        return client

    yield begin
    for client in opened:
        await client.aclose()


@pytest.fixture
async def supervisor(program) -> httpx.AsyncClient:
    return await program()


@pytest.fixture
def open_ticket(sessions):
    """Open a ticket behind the interface's back, and return its number."""

    async def run(*, union: int | None = None, **more) -> str:
        async with unit_of_work(sessions) as session:
            ticket = await tickets.open(session, **{**WAGES, **more})
            placed = await tree.by_id(session, union) if union else None
            placing.put(ticket, placed)
            return ticket.number

    return run


async def ticket_of(sessions, number) -> Ticket:
    async with sessions() as session:
        return await tickets.by_number(session, number)


def slug(answer: httpx.Response) -> str:
    """Return which problem an answer is, and hold that it looks like one."""
    said = answer.json()
    assert answer.headers["content-type"] == "application/problem+json"
    assert said["status"] == answer.status_code
    assert said["title"]
    return said["type"].removeprefix("/api/v1/problems/")
