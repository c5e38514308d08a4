"""What leaves for other programs: JSON, tables, calls."""

import pytest
from sqlalchemy import select

from helpdesk.audit import Actor
from helpdesk.database import unit_of_work
from helpdesk.models import AuthorKind, HookDelivery, HookEvent, Officer
from helpdesk.scope import Scope
from helpdesk.webhooks import Fence, webhooks
from tests.attacks.inert import faults
from tests.attacks.payloads import EVERY, MARK


@pytest.mark.parametrize("payload", EVERY.values(), ids=EVERY)
async def test_a_program_reads_and_writes_it_as_mere_text(payload, plant):
    planted = await plant(payload)
    program, api = planted.program, "/api/v1"
    ticket = f"{api}/tickets/{planted.number}"

    opened = await program.post(
        f"{api}/tickets",
        json={"category": "other", "subject": payload, "details": {"a": payload}},
    )
    answers = [
        opened,
        await program.get(f"{api}/tickets"),
        await program.get(ticket),
        await program.get(f"{ticket}/events"),
        await program.post(f"{ticket}/events", json={"kind": "note", "words": payload}),
        await program.get(f"{api}/tickets", params={"category": payload}),
        await program.get(f"{api}/tickets", params={"cursor": payload}),
        await program.get(f"{api}/articles", params={"cursor": payload[:90]}),
        await program.post(f"{api}/webhooks", json={"url": payload, "events": []}),
    ]

    for answer in answers:
        assert answer.headers["content-type"].endswith("json")
        assert faults(answer) == []
    assert opened.status_code == 201
    assert [one.status_code for one in answers[-4:]] == [422, 422, 200, 422]


@pytest.mark.parametrize("payload", EVERY.values(), ids=EVERY)
async def test_a_webhook_is_told_none_of_it(payload, plant, sessions):
    async with unit_of_work(sessions) as session:
        officer = Officer(login="o", name="o", password_hash="x", role="supervisor")
        session.add(officer)
        await session.flush()
        await webhooks.add(
            session,
            url="http://127.0.0.1:9/",
            events=list(HookEvent),
            scope=Scope(),
            fence=Fence(plain=True),
            by=Actor(AuthorKind.officer, officer_id=officer.id),
        )

    await plant(payload)

    async with sessions() as session:
        told = list(await session.scalars(select(HookDelivery)))
    assert told
    assert not [one for one in told if MARK in str(one.body)]
