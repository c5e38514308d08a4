"""The demo's tickets: what happened to them is done again, each deed at its time."""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncSession

from helpdesk import clock
from helpdesk.audit import Actor
from helpdesk.casework import casework
from helpdesk.conversations import conversations
from helpdesk.members import members
from helpdesk.models import (
    AuthorKind,
    ChannelKind,
    Conversation,
    Member,
    Message,
    OfficerRole,
    Reply,
    Ticket,
    TicketSource,
)
from helpdesk.officers import officers
from helpdesk.rules import rules
from helpdesk.seed.deeds import WORKER, Deed, Stage, do
from helpdesk.seed.history_repository import HistoryRepository
from helpdesk.seed.people import DEMO_OFFICER, people
from helpdesk.tickets import Telling, tickets

TICKETS = Path(__file__).with_name("tickets.yml")
OFFICERS = Path(__file__).with_name("officers.yml")
SPAN = re.compile(r"(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m)?")
CHANNELS = {
    TicketSource.chat: ChannelKind.web,
    TicketSource.wechat: ChannelKind.wechat,
    TicketSource.hotline: ChannelKind.hotline,
}


async def lay_out(session: AsyncSession) -> bool:
    """Tell the demo's tickets where there is none yet; tell whether it was done."""
    repository = HistoryRepository(session)
    if await repository.is_told():
        return False
    stage = Stage(session, clock.now(), await _hire(session, repository))
    for at, case, deed in _in_order(stage.now):
        with clock.as_of(at):
            if deed is None:
                stage.tickets[case["key"]] = await _open(stage, case)
            else:
                await do(stage, stage.tickets[case["key"]], deed)
    await repository.clear_outbox()  # it is told to nobody: these followers are none
    return True


async def _hire(
    session: AsyncSession, repository: HistoryRepository
) -> dict[str, Actor]:
    """Make the demo's accounts, and return who acts under which login."""
    known = await repository.logins()
    for one in rules(OFFICERS)["officers"]:
        if one["login"] in known:
            continue
        await officers.add(
            session,
            login=one["login"],
            name=one["name"],
            password=DEMO_OFFICER.password,
            role=OfficerRole(one["role"]),
            organisation_id=await repository.union(one.get("union")),
            skills=one.get("skills", ()),
        )
    actors = {
        login: Actor(AuthorKind.officer, key)
        for login, key in (await repository.logins()).items()
    }
    return actors | {WORKER: Actor(AuthorKind.member)}


def _in_order(now: datetime) -> Iterator[tuple[datetime, Deed, Deed | None]]:
    """Yield openings and deeds as they came one after another."""
    told = [
        (now - span(case["ago"]) + span(deed["after"]), case, deed)
        for case in rules(TICKETS)["tickets"]
        for deed in case["deeds"]
    ]
    opened = [
        (now - span(case["ago"]), case, None) for case in rules(TICKETS)["tickets"]
    ]
    yield from sorted([*opened, *told], key=lambda one: one[0])


def span(text: str) -> timedelta:
    """Read how long something is.

    >>> span("1d2h")
    datetime.timedelta(days=1, seconds=7200)
    """
    found = SPAN.fullmatch(text)
    if found is None:
        raise ValueError(f"no span of time: {text}")
    days, hours, minutes = (int(part or 0) for part in found.groups())
    return timedelta(days=days, hours=hours, minutes=minutes)


async def _open(stage: Stage, case: Deed) -> Ticket:
    """Open a ticket the way it came."""
    source = TicketSource(case["via"])
    talk = await _talk(stage, case, CHANNELS.get(source))
    member = await _member(stage.session, case.get("worker"))
    told = Telling(
        category=case["category"],
        subject=case["subject"],
        details=case.get("details", {}),
        conversation=talk,
        message_id=f"demo-{case['key']}-0" if case.get("talk") else None,
        member_id=member.id if member else None,
        contact_phone=_phone(case, member),
        source=source,
    )
    if by := case.get("by"):
        return await casework.open_by_hand(stage.session, told, by=stage.actors[by])
    return await tickets.take_up(stage.session, told)


async def _member(session: AsyncSession, number: int | None) -> Member | None:
    if number is None:
        return None
    *_, person = people(number)
    return await members.by_phone(session, person.phone)


def _phone(case: Deed, member: Member | None) -> str | None:
    """Return the number to call back; who wrote is not called."""
    if "phone" in case:
        *_, person = people(case["phone"])
        return person.phone
    return member.phone if member is not None and case["via"] == "hotline" else None


async def _talk(
    stage: Stage, case: Deed, channel: ChannelKind | None
) -> Conversation | None:
    """Write down the talk in which a matter was told."""
    if channel is None:
        return None
    source = f"demo-{case['key']}" if channel is not ChannelKind.web else None
    talk = await conversations.start(stage.session, channel=channel, source_id=source)
    for number, line in enumerate(case.get("talk", ())):
        said, _, answered = line.partition("｜")
        stage.session.add(
            Message(
                conversation_id=talk.id,
                message_id=f"demo-{case['key']}-{number}",
                text=said,
                replies=[Reply(answered)],
                received_at=clock.now(),
                answered_at=clock.now(),
            )
        )
    await stage.session.flush()
    return talk
