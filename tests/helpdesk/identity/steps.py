"""What the tests of identity do again and again."""

import pytest
from sqlalchemy import select

from helpdesk.conversations import conversations
from helpdesk.errors import (
    IdentityMismatch,
    Locked,
)
from helpdesk.identity import identity
from helpdesk.models import ChannelKind, OutboxItem, OutboxKind
from helpdesk.seed import DEMO_MEMBER

PHONE, TAIL = DEMO_MEMBER.phone, DEMO_MEMBER.id_number[-4:]
WRONG_TAIL = "1234"


async def request(session, conversation, phone=PHONE, tail=TAIL):
    return await identity.request_code(session, conversation, phone=phone, id_tail=tail)


async def sent_code(session):
    texts = select(OutboxItem).where(OutboxItem.kind == OutboxKind.sms)
    item = (await session.scalars(texts.order_by(OutboxItem.id.desc()).limit(1))).one()
    return item.payload["values"]["code"]


async def wrong_code(session):
    right = int(await sent_code(session))
    return f"{(right + 1) % 10**6:06d}"


async def prove(session, conversation, phone=PHONE, tail=TAIL):
    await request(session, conversation, phone, tail)
    return await identity.confirm_code(
        session, conversation, code=await sent_code(session)
    )


async def newcomer(session):
    return await conversations.start(session, channel=ChannelKind.web)


async def lock(session, conversation):
    for _ in range(5):
        with pytest.raises((IdentityMismatch, Locked)):
            await request(session, conversation, tail=WRONG_TAIL)
