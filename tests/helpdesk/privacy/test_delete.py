import pytest
from sqlalchemy import func, select

from helpdesk.conversations import conversations
from helpdesk.database import unit_of_work
from helpdesk.errors import InvalidInput
from helpdesk.identity import identity
from helpdesk.models import (
    AuditAction,
    AuditEntry,
    ChannelKind,
    Consent,
    Conversation,
    Grant,
    Identity,
    LegalCase,
    Member,
    MemberStatus,
    Message,
    OneTimeCode,
    ReliefRequest,
    Step,
    TicketEvent,
    TicketStatus,
)
from helpdesk.privacy.repository import Person
from helpdesk.privacy.service import privacy
from helpdesk.seed import DEMO_GIG_WORKER, DEMO_MEMBER
from helpdesk.tickets import tickets
from tests.helpdesk.conftest import UNKNOWN_PHONES
from tests.helpdesk.privacy.steps import (
    OPENID,
    REASON,
    SAID,
    by_clerk,
    matters_of,
    talk_of,
    ticket_of,
)


async def delete(session, member):
    person = Person(member.id, member.phone)
    return await privacy.delete(
        session, person, by=await by_clerk(session), reason=REASON
    )


async def count(session, model):
    return await session.scalar(select(func.count()).select_from(model))


async def fresh(session, model):
    """Rows as they are in the database, not as the session remembers them."""
    anew = select(model).execution_options(populate_existing=True)
    return (await session.scalars(anew)).all()


def kept(done):
    return {line.label: line for line in done.lines if line.kept}


async def leave(session, member):
    member.status = MemberStatus.left
    await session.flush()


@pytest.mark.usefixtures("time")
class TestOfAnActiveMember:
    async def test_takes_talks_away_and_keeps_the_membership(self, session, member):
        await talk_of(session, member)

        done = await delete(session, member)

        assert await count(session, Message) == 0
        assert await count(session, Conversation) == 0
        assert await count(session, Identity) == 0
        assert await count(session, OneTimeCode) == 0
        assert "退会后" in kept(done)["会员档案"].because
        assert (await session.get(Member, member.id)).name == DEMO_MEMBER.name

    async def test_keeps_the_proof_of_consent_without_the_account(
        self, session, member
    ):
        await talk_of(session, member)

        await delete(session, member)

        [consent] = await fresh(session, Consent)
        assert (consent.member_id, consent.identity_id) == (member.id, None)


@pytest.mark.usefixtures("time")
class TestOfAMemberWhoLeft:
    async def test_leaves_nothing_but_the_log(self, session, member):
        await talk_of(session, member)
        await leave(session, member)
        key = member.id

        done = await delete(session, member)

        assert key not in {each.id for each in await fresh(session, Member)}
        assert kept(done).keys() == set()
        again = await privacy.collect(session, Person(key, DEMO_MEMBER.phone))
        left = {table for table, keys in again.keys.items() if keys}
        assert left == {"audit_entries"}

    async def test_keeps_money_and_case_files_with_their_person_and_says_why(
        self, session, member
    ):
        await matters_of(session, member)
        await leave(session, member)

        done = await delete(session, member)

        assert {"补助发放", "法律援助", "会员档案"} <= set(kept(done))
        assert "未核实" in kept(done)["补助发放"].source
        assert kept(done)["会员档案"].because == "别的留存记录还要用到"
        assert await count(session, LegalCase) == 1
        [grant] = await fresh(session, Grant)
        assert grant.status.value == "paid"

    async def test_takes_the_name_off_what_is_not_about_a_person(self, session, member):
        await matters_of(session, member)

        await delete(session, member)

        [relief] = await fresh(session, ReliefRequest)
        steps = await fresh(session, Step)
        assert (relief.member_id, relief.headcount) == (None, 30)
        assert {s.words for s in steps if s.relief_request_id} == {None}
        assert {s.words for s in steps if s.legal_case_id} == {SAID}


@pytest.mark.usefixtures("time")
class TestTickets:
    async def test_in_hand_stay_readable_and_lose_their_talk(self, session, member):
        ticket = await ticket_of(session, member, await talk_of(session, member))

        done = await delete(session, member)

        assert "还在办" in kept(done)["工单"].because
        await session.refresh(ticket)
        assert ticket.contact_phone == DEMO_MEMBER.phone
        assert ticket.conversation_id is None

    async def test_settled_lose_words_phone_and_owner(self, session, member):
        ticket = await ticket_of(session, member, await talk_of(session, member))
        await tickets.withdraw(session, ticket, SAID)

        await delete(session, member)

        await session.refresh(ticket)
        assert (ticket.details, ticket.contact_phone, ticket.member_id) == (
            {},
            None,
            None,
        )
        assert SAID[:5] not in ticket.subject
        assert ticket.status is TicketStatus.withdrawn
        events = await fresh(session, TicketEvent)
        assert {event.text for event in events} == {None}


@pytest.mark.usefixtures("time")
class TestOthers:
    async def test_keep_what_is_theirs(self, session, member):
        other = (await privacy.find(session, DEMO_GIG_WORKER.phone)).member_id
        theirs = await session.get(Member, other)
        await talk_of(session, theirs, openid="oAnother")
        await ticket_of(session, theirs)
        before = await privacy.collect(session, Person(other, theirs.phone))
        await talk_of(session, member)
        await ticket_of(session, member)

        await delete(session, member)

        after = await privacy.collect(session, Person(other, DEMO_GIG_WORKER.phone))
        assert after.keys == before.keys

    async def test_keep_a_ticket_they_opened_in_the_same_talk(self, session, member):
        talk = await talk_of(session, member)
        other = (await privacy.find(session, DEMO_GIG_WORKER.phone)).member_id
        theirs = await tickets.open(
            session,
            category="report_overtime",
            subject="加班",
            conversation=talk,
            member_id=other,
        )

        await delete(session, member)

        await session.refresh(theirs)
        assert (theirs.subject, theirs.conversation_id) == ("加班", None)


@pytest.mark.usefixtures("time")
class TestDelete:
    async def test_of_an_unknown_phone_takes_what_it_left(self, session):
        phone = UNKNOWN_PHONES[0]
        talk = await conversations.start(
            session, channel=ChannelKind.hotline, source_id=phone
        )
        await conversations.receive(session, talk, message_id="m1", text=SAID)

        await privacy.delete(
            session, Person(phone=phone), by=await by_clerk(session), reason=REASON
        )

        assert await count(session, Identity) == 0
        assert await count(session, Message) == 0

    async def test_may_be_repeated(self, session, member):
        await talk_of(session, member)
        await delete(session, member)

        again = await delete(session, member)

        assert not any(line.deleted for line in again.lines)

    async def test_is_on_record_with_counts_and_without_numbers(self, session, member):
        await talk_of(session, member)

        await delete(session, member)

        log = select(AuditEntry).where(AuditEntry.action == AuditAction.deleted)
        [entry] = (await session.scalars(log)).all()
        assert entry.after["messages"] == 1
        assert entry.after["phone"] == "138****8000"
        assert entry.reason == REASON

    @pytest.mark.parametrize("reason", ["", "?"])
    async def test_needs_a_reason(self, session, member, reason):
        with pytest.raises(InvalidInput):
            await privacy.delete(
                session, Person(member.id), by=await by_clerk(session), reason=reason
            )

    async def test_of_many_messages_needs_no_long_statement(self, session, member):
        talk = await talk_of(session, member)
        session.add_all(
            Message(
                conversation_id=talk.id,
                message_id=f"x{number}",
                text="好",
                received_at=talk.created_at,
            )
            for number in range(1200)
        )
        await session.flush()

        await delete(session, member)

        assert await count(session, Message) == 0

    async def test_happens_whole_or_not_at_all(self, sessions):
        async with unit_of_work(sessions) as session:
            found = await privacy.find(session, DEMO_MEMBER.phone)
            member = await session.get(Member, found.member_id)
            await talk_of(session, member)
        async with sessions() as session:
            await privacy.delete(
                session, found, by=await by_clerk(session), reason=REASON
            )  # and then the process dies

        async with sessions() as session:
            assert await count(session, Message) == 1


@pytest.mark.usefixtures("time")
class TestUnsubscribe:
    async def _unsubscribe(self, session):
        return await privacy.unsubscribe(
            session, channel=ChannelKind.wechat, source_id=OPENID
        )

    async def test_forgets_the_account_and_what_was_said(self, session, member):
        await talk_of(session, member)

        await self._unsubscribe(session)

        assert await count(session, Identity) == 0
        assert await count(session, Conversation) == 0
        assert await count(session, Message) == 0
        assert await count(session, OneTimeCode) == 0
        assert await session.get(Member, member.id)

    async def test_keeps_an_open_ticket_of_somebody_unknown_without_a_way_back(
        self, session
    ):
        talk = await conversations.start(
            session, channel=ChannelKind.wechat, source_id=OPENID
        )
        ticket = await tickets.open(
            session, category="report_overtime", subject="加班", conversation=talk
        )

        await self._unsubscribe(session)

        await session.refresh(ticket)
        assert (ticket.conversation_id, ticket.subject) == (None, "加班")

    async def test_keeps_a_members_ticket(self, session, member):
        ticket = await ticket_of(session, member, await talk_of(session, member))
        await tickets.withdraw(session, ticket, "解决了")

        await self._unsubscribe(session)

        await session.refresh(ticket)
        assert (ticket.member_id, ticket.conversation_id) == (member.id, None)
        assert ticket.contact_phone == DEMO_MEMBER.phone

    async def test_begins_anew_when_the_account_comes_back(self, session, member):
        await talk_of(session, member)
        await self._unsubscribe(session)

        back = await conversations.resume(
            session, channel=ChannelKind.wechat, source_id=OPENID
        )

        assert await identity.level(session, back) == 0

    async def test_of_a_stranger_is_nothing(self, session):
        done = await self._unsubscribe(session)

        assert done.lines == ()
        assert await count(session, AuditEntry) == 0
