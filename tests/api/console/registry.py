"""What stands for the parameters of the console's paths, in one union or in another.

A page with a parameter that is not here fails `test_rights.py`: add what makes one.
What lies in a union's part of the tree goes to LYING, and officers of another part must
be told that it does not exist; what belongs to nobody's part goes to ANYWHERE.
"""

from collections.abc import Awaitable, Callable
from pathlib import Path

from sqlalchemy import make_url, select
from sqlalchemy.ext.asyncio import AsyncSession

from helpdesk import clock
from helpdesk.audit import SYSTEM, Actor
from helpdesk.conversations import conversations, floor
from helpdesk.evidence import vault
from helpdesk.knowledge import articles
from helpdesk.models import (
    AssignmentRule,
    Attachment,
    AttachmentKind,
    AttachmentState,
    AuthorKind,
    CallRequest,
    CannedText,
    CannedUse,
    ChannelKind,
    Confidence,
    Export,
    HookEvent,
    Macro,
    Member,
    Officer,
    OfficerRole,
    Organisation,
    OutboxItem,
    OutboxKind,
    OutboxState,
    Reply,
    Ticket,
)
from helpdesk.notifications.letter import Letter
from helpdesk.numbers import id_check_digit
from helpdesk.scope import Scope
from helpdesk.tickets import tickets
from helpdesk.tokens import tokens
from helpdesk.transcripts.records import archive
from helpdesk.webhooks import Fence, webhooks
from tests.api.console.conftest import password_hash, wages

type Maker = Callable[[AsyncSession, Organisation, int], Awaitable[object]]
"""Makes something new of a union, which may be told apart by a number."""


async def call(session: AsyncSession, union: Organisation, serial: int) -> int:
    """A call with a ticket that this union sees to."""
    [record] = await archive.keep(session, [wages(name=f"{serial}.json")])
    of_call = select(CallRequest.ticket_id).where(CallRequest.record_id == record.id)
    for ticket in await session.scalars(select(Ticket).where(Ticket.id.in_(of_call))):
        ticket.organisation_id, ticket.path = union.id, union.path
    return record.id


async def program(session: AsyncSession, union: Organisation, serial: int) -> str:
    """A program of this union, by how its token begins."""
    issued = await tokens.add(
        session,
        name=f"业务系统{serial}",
        role=OfficerRole.seat,
        organisation_id=union.id,
        by=SYSTEM,
    )
    return issued.record.prefix


async def colleague(session: AsyncSession, union: Organisation, serial: int) -> int:
    """An officer of this union."""
    one = Officer(
        login=f"colleague-{serial}",
        name="陈同事",
        password_hash=password_hash(),
        role=OfficerRole.seat,
        organisation_id=union.id,
    )
    session.add(one)
    await session.flush()
    return one.id


async def text(session: AsyncSession, union: Organisation, serial: int) -> int:
    """A canned text of this union."""
    one = CannedText(
        title=f"{serial}号常用语",
        text="请补充工资条。",
        use=CannedUse.ask,
        organisation_id=union.id,
        path=union.path,
    )
    session.add(one)
    await session.flush()
    return one.id


async def view(session: AsyncSession, union: Organisation, serial: int) -> str:
    """The key of a saved view; officers drop their own only."""
    return f"v{serial}"


async def ticket(session: AsyncSession, union: Organisation, serial: int) -> str:
    """The number of a ticket that this union sees to."""
    made = await tickets.open(session, category="report_unpaid_wages", subject="欠薪")
    made.organisation_id, made.path = union.id, union.path
    await session.flush()
    return made.number


async def caller(session: AsyncSession, union: Organisation, serial: int) -> int:
    """A conversation in which somebody waits, with a ticket of this union."""
    talk = await conversations.start(session, channel=ChannelKind.web)
    await floor.queue(session, talk, reason="想找人")
    made = await tickets.open(
        session, category="report_unpaid_wages", subject="欠薪", conversation=talk
    )
    made.organisation_id, made.path = union.id, union.path
    await session.flush()
    return talk.id


async def paper(session: AsyncSession, union: Organisation, serial: int) -> int:
    """A picture on the ticket that was made last."""
    newest = select(Ticket).order_by(Ticket.id.desc()).limit(1)
    on = await session.scalar(newest)
    database = make_url(str(session.get_bind().engine.url)).database
    content = b"\xff\xd8\xff" + bytes(serial)
    stored = vault.put(Path(database or "").parent, content, at=clock.now())
    made = Attachment(
        message_id=f"paper-{serial}",
        ticket_id=on and on.id,
        kind=AttachmentKind.image,
        state=AttachmentState.stored,
        media_type="image/jpeg",
        size=len(content),
        path=stored.path,
        due_at=clock.now(),
    )
    made.key = stored.key
    session.add(made)
    await session.flush()
    return made.id


async def week(session: AsyncSession, union: Organisation, serial: int) -> str:
    """A week that is over; everybody reads of their own union."""
    return "2026-W10"


async def table(session: AsyncSession, union: Organisation, serial: int) -> str:
    """A table that somebody else asked for: nobody but they may fetch it."""
    asked_by = await colleague(session, union, serial)
    made = Export(key=f"table-{serial}", officer_id=asked_by, wanted={}, total=1)
    session.add(made)
    await session.flush()
    return made.key


def always(value: object) -> Maker:
    """Give the same value, for what is not on record."""

    async def make(session: AsyncSession, union: Organisation, serial: int) -> object:
        return value

    return make


async def article(session: AsyncSession, _union: Organisation, serial: int) -> str:
    """A knowledge article with one version."""
    key = f"ask_question.number{serial}"
    content = {
        "title": "会费",
        "asks": ["会费怎么交", "会费交多少", "要交会费吗"],
        "chat": "会费请问单位工会。",
        "spoken": "会费请问单位工会。",
        "source": "工会章程",
        "year": 2023,
        "confidence": Confidence.B,
        "evidence": ["会费由会员缴纳"],
        "reviewer": "编辑",
        "reviewed_on": clock.today(),
    }
    editor = await colleague(session, _union, serial)
    await articles.draft(session, key, content, by=editor)
    return key


async def first(_session: AsyncSession, _union: Organisation, _serial: int) -> int:
    """The first of a record's versions."""
    return 1


async def letter(session: AsyncSession, union: Organisation, serial: int) -> int:
    """A message about a ticket of this union that nobody got."""
    ticket = await tickets.open(
        session, category="report_unpaid_wages", subject=f"拖欠工资{serial}"
    )
    ticket.organisation_id, ticket.path = union.id, union.path
    made = OutboxItem(
        kind=OutboxKind.wechat,
        payload=Letter((Reply("办好了"),), ticket_id=ticket.id).to_json(),
        state=OutboxState.failed,
        due_at=clock.now(),
        error="43004",
    )
    session.add(made)
    await session.flush()
    return made.id


async def hook(session: AsyncSession, union: Organisation, serial: int) -> int:
    """A program's address that is told of this union's tickets."""
    made = await webhooks.add(
        session,
        url=f"http://127.0.0.1:9/{serial}",
        events=[HookEvent.changed],
        scope=Scope(union.path),
        fence=Fence(networks=("127.0.0.0/8",), plain=True),
        by=Actor(AuthorKind.officer, await colleague(session, union, serial)),
    )
    return made.webhook.id


async def macro(session: AsyncSession, union: Organisation, serial: int) -> int:
    """A macro of this union."""
    made = Macro(
        name=f"{serial}号操作",
        steps=[{"do": "note", "words": "好"}],
        organisation_id=union.id,
        path=union.path,
    )
    session.add(made)
    await session.flush()
    return made.id


async def rule(session: AsyncSession, union: Organisation, serial: int) -> int:
    """A rule of assignment for this union's tickets."""
    made = AssignmentRule(
        name=f"{serial}号规则",
        position=serial,
        skills=[],
        categories=[],
        priorities=[],
        sources=[],
        role=OfficerRole.seat,
        officer_ids=[],
        organisation_id=union.id,
        path=union.path,
    )
    session.add(made)
    await session.flush()
    return made.id


async def person(session: AsyncSession, union: Organisation, serial: int) -> int:
    """A member whose file this union keeps."""
    body = f"4403001990010{serial:04}"[:17]
    made = Member(
        member_number=None,
        name="赵启明",
        phone=f"1380014{serial:04}",
        id_number=body + id_check_digit(body),
        organisation_id=union.id,
    )
    session.add(made)
    await session.flush()
    return made.id


async def organisation(
    _session: AsyncSession, union: Organisation, _serial: int
) -> int:
    """This union itself: the directory is open to every officer."""
    return union.id


LYING: dict[str, Maker] = {
    "record_id": call,
    "officer_id": colleague,
    "prefix": program,
    "text_id": text,
    "item_id": letter,
    "webhook_id": hook,
    "rule_id": rule,
    "macro_id": macro,
    "member_id": person,
    "case_number": ticket,
    "paper_id": paper,
    "conversation_id": caller,
}
ANYWHERE: dict[str, Maker] = {
    "export_key": table,
    "week": week,
    "key": article,
    "version": first,
    "view": view,
    "organisation_id": organisation,
    "act": always("note"),
    "aid": always("change"),
    "calculator": always("severance"),
}
