import pytest

from helpdesk.conversations import conversations
from helpdesk.evidence import evidence
from helpdesk.models import (
    AttachmentKind,
    AttachmentState,
    AuthorKind,
    ChannelKind,
    EventKind,
    TicketStatus,
)
from helpdesk.tickets import Telling, tickets


async def _send(session, conversation, message_id="p1", kind=AttachmentKind.image):
    return await evidence.receive(
        session, conversation, message_id=message_id, kind=kind, source="MEDIA"
    )


async def _open(session, conversation, message_id="m9"):
    return await tickets.open(
        session,
        category="report_overtime",
        subject="加班费",
        conversation=conversation,
        message_id=message_id,
    )


async def _notes(session, ticket):
    timeline = await tickets.timeline(session, ticket)
    return [event.text for event in timeline if event.kind is EventKind.note]


class TestReceive:
    async def test_attaches_to_the_open_matter_and_tells_officers(
        self, session, conversation, ticket
    ):
        sent = await _send(session, conversation)

        assert sent.ticket_id == ticket.id
        assert sent.state is AttachmentState.waiting
        assert sent.source == "MEDIA"
        assert await _notes(session, ticket) == ["发来图片1张"]

    async def test_takes_a_repeated_delivery_once(self, session, conversation, ticket):
        first = await _send(session, conversation)

        again = await _send(session, conversation)

        assert again.id == first.id
        assert await _notes(session, ticket) == ["发来图片1张"]

    async def test_takes_the_newest_of_several_matters(
        self, session, conversation, ticket
    ):
        newer = await _open(session, conversation)

        assert (await _send(session, conversation)).ticket_id == newer.id

    async def test_passes_over_a_settled_matter(self, session, conversation, ticket):
        newer = await _open(session, conversation)
        await tickets.withdraw(session, newer, "算了")

        assert (await _send(session, conversation)).ticket_id == ticket.id

    async def test_reopens_a_matter_that_waited_for_papers(
        self, session, conversation, ticket
    ):
        for status in (TicketStatus.open, TicketStatus.pending_member):
            await tickets.move(session, ticket, to=status)

        await _send(session, conversation)

        assert ticket.status is TicketStatus.open

    async def test_keeps_what_belongs_to_no_matter_yet(self, session, conversation):
        assert (await _send(session, conversation)).ticket_id is None

    async def test_keeps_names_without_what_can_not_be_shown(
        self, session, conversation
    ):
        sent = await evidence.receive(
            session,
            conversation,
            message_id="f1",
            kind=AttachmentKind.file,
            source="MEDIA",
            name="工资\x00条\ud83d.pdf",
        )

        await session.refresh(sent)

        assert sent.name == "工资条.pdf"

    async def test_does_not_reach_into_another_workers_matter(
        self, session, conversation, ticket
    ):
        stranger = await conversations.start(session, channel=ChannelKind.web)

        assert (await _send(session, stranger)).ticket_id is None


class TestClaim:
    async def test_goes_along_when_the_matter_becomes_a_ticket(
        self, session, conversation
    ):
        sent = [
            await _send(session, conversation, "p1"),
            await _send(session, conversation, "p2"),
            await _send(session, conversation, "f1", AttachmentKind.file),
        ]

        opened = await _open(session, conversation)

        for each in sent:
            await session.refresh(each)
        assert {each.ticket_id for each in sent} == {opened.id}
        assert await _notes(session, opened) == ["发来图片2张、文件1个"]
        noted = (await tickets.timeline(session, opened))[-1]
        assert noted.author is AuthorKind.member

    async def test_says_nothing_where_nothing_was_sent(self, session, conversation):
        assert await _notes(session, await _open(session, conversation)) == []

    @pytest.mark.parametrize(("hours", "goes"), [(23.9, True), (24.1, False)])
    async def test_goes_along_for_a_day(self, session, conversation, time, hours, goes):
        sent = await _send(session, conversation)
        time.forward(hours=hours)

        opened = await _open(session, conversation)

        await session.refresh(sent)
        assert (sent.ticket_id == opened.id) is goes

    async def test_goes_along_with_what_is_added_to_a_matter(
        self, session, conversation, member
    ):
        def tell(message_id, where):
            return tickets.take_up(
                session,
                Telling(
                    category="report_overtime",
                    subject="加班费",
                    conversation=where,
                    message_id=message_id,
                    member_id=member.id,
                ),
            )

        known = await tell("m1", conversation)
        elsewhere = await conversations.start(session, channel=ChannelKind.wechat)
        sent = await _send(session, elsewhere)

        assert (await tell("m2", elsewhere)).id == known.id
        await session.refresh(sent)
        assert sent.ticket_id == known.id

    async def test_leaves_what_was_not_kept(self, session, conversation):
        sent = await _send(session, conversation)
        sent.state = AttachmentState.refused
        await session.flush()

        await _open(session, conversation)

        await session.refresh(sent)
        assert sent.ticket_id is None
