"""Everything that can be written, written by somebody who means harm."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import httpx
import pytest

from helpdesk.audit import SYSTEM
from helpdesk.conversations import conversations
from helpdesk.database import unit_of_work
from helpdesk.models import AuthorKind, Member, Officer, OfficerRole, Organisation
from helpdesk.organisations import tree
from helpdesk.seed import DEMO_MEMBER
from helpdesk.tickets import tickets
from helpdesk.tokens import tokens
from helpdesk.transcripts.records import archive
from tests.api.conftest import (  # noqa: F401 - fixtures
    app,
    bot,
    client,
    client_of,
    make_settings,
    migrated,
    serve,
    services,
    sessions,
)
from tests.api.console.conftest import (  # noqa: F401 - fixtures
    password_hash,
    staff,
    wages,
)
from tests.api.console.test_rights import (  # noqa: F401
    _quiet_newsroom,
    enter,
    lay,
    unions,
)
from tests.api.hotline.conftest import TOKEN
from tests.api.wechat.conftest import WECHAT, WeChat

PHONE = "13800138017"
LET_IN = {"Authorization": f"Bearer {TOKEN}"}


@dataclass(frozen=True)
class Planted:
    """What was written, and where it lies."""

    payload: str
    values: dict[str, object]
    """For the parameters of pages."""

    program: httpx.AsyncClient
    number: str


@pytest.fixture
def settings(make_settings):  # noqa: F811
    """Every door is open."""
    return make_settings(demo=True, hotline_token=TOKEN, **WECHAT)


@pytest.fixture
def plant(app, sessions, client, unions) -> Callable[[str], Awaitable[Planted]]:  # noqa: F811
    """Write a payload as worker, caller, officer and program, wherever one can."""

    async def run(payload: str) -> Planted:
        said = (await client.post("/chat/messages", json={"text": payload})).json()
        await client.post(
            "/hotline/turns",
            json={
                "call_id": "c1",
                "seq": 0,
                "event": "start",
                "caller": payload[:32],
            },
            headers=LET_IN,
        )
        heard = {"call_id": "c1", "seq": 1, "event": "speech", "text": payload}
        await client.post("/hotline/turns", json=heard, headers=LET_IN)
        await WeChat(client).say(payload)
        await client.post(
            "/hotline/transcripts",
            files={"files": (payload, payload.encode())},
            headers=LET_IN,
        )
        async with unit_of_work(sessions) as session:
            talk = await conversations.by_key(session, said["conversation"])
            member = _member(payload)
            union = Organisation(
                name=payload[:120],
                kind=unions[0].kind,
                address=payload,
                phone="1",
                parent_id=unions[0].parent_id,
                employer=payload[:120],
            )
            session.add_all([member, union, _officer(payload)])
            await tree.place(session, anew=True)
            await session.flush()
            ticket = await tickets.open(
                session,
                category="report_unpaid_wages",
                subject=payload,
                details=dict.fromkeys(("employer", "contact_name", "message"), payload),
                conversation=talk,
                member_id=member.id,
                contact_phone=PHONE,
            )
            await tickets.add_note(session, ticket, payload, by=AuthorKind.member)
            [call] = await archive.keep(
                session, [wages("您好", payload, name=payload.replace("\0", "")[:90])]
            )
            issued = await tokens.add(
                session, name=payload, role=OfficerRole.supervisor, by=SYSTEM
            )
        program = client_of(app)
        program.headers["Authorization"] = f"Bearer {issued.words}"
        values = {
            "case_number": ticket.number,
            "record_id": call.id,
            "member_id": member.id,
            "organisation_id": union.id,
        }
        return Planted(payload, values, program, ticket.number)

    return run


def _member(payload: str) -> Member:
    return Member(
        name=payload[:40],
        employer=payload[:120],
        phone=PHONE,
        id_number=DEMO_MEMBER.id_number,
    )


def _officer(payload: str) -> Officer:
    return Officer(
        login="harmful",
        name=payload[:40],
        password_hash=password_hash(),
        role=OfficerRole.seat,
    )
