"""Whose ticket it is: ``latest_of`` and ``visible_to``."""

import pytest

from helpdesk.conversations import conversations
from helpdesk.models import ChannelKind
from helpdesk.tickets import tickets


async def _verify(session, conversation, member, time):
    conversation.member_id, conversation.level = member.id, 2
    conversation.level_until = time.at.replace(year=time.at.year + 1)
    await session.flush()


class TestLatestOf:
    async def test_is_the_newest_of_the_conversation(
        self, session, conversation, ticket
    ):
        newer = await tickets.open(
            session, category="join_union", subject="入会", conversation=conversation
        )

        assert await tickets.latest_of(session, conversation) is newer

    async def test_is_none_for_a_newcomer(self, session, ticket):
        other = await conversations.start(session, channel=ChannelKind.web)

        assert await tickets.latest_of(session, other) is None

    async def test_follows_a_proved_member_into_another_conversation(
        self, session, member, time
    ):
        ticket = await tickets.open(
            session, category="join_union", subject="x", member_id=member.id
        )
        other = await conversations.start(session, channel=ChannelKind.web)
        await _verify(session, other, member, time)

        assert await tickets.latest_of(session, other) is ticket


class TestVisibleTo:
    async def test_the_conversation_that_opened_it(self, session, conversation, ticket):
        assert await tickets.visible_to(session, ticket, conversation)

    async def test_not_to_strangers(self, session, ticket):
        stranger = await conversations.start(session, channel=ChannelKind.web)

        assert not await tickets.visible_to(session, ticket, stranger)

    @pytest.mark.parametrize(
        ("channel", "visible"),
        [(ChannelKind.wechat, True), (ChannelKind.hotline, False)],
    )
    async def test_the_same_openid_but_not_the_same_caller_number(
        self, session, channel, visible
    ):
        first = await conversations.start(session, channel=channel, source_id="s1")
        again = await conversations.start(session, channel=channel, source_id="s1")
        ticket = await tickets.open(
            session, category="greet", subject="x", conversation=first
        )

        assert await tickets.visible_to(session, ticket, again) is visible

    async def test_the_member_while_the_proof_holds(self, session, member, time):
        ticket = await tickets.open(
            session, category="greet", subject="x", member_id=member.id
        )
        mine = await conversations.start(session, channel=ChannelKind.hotline)
        await _verify(session, mine, member, time)
        assert await tickets.visible_to(session, ticket, mine)

        time.forward(days=400)

        assert not await tickets.visible_to(session, ticket, mine)

    async def test_a_ticket_without_owner_is_nobodys(self, session, conversation):
        ticket = await tickets.open(session, category="greet", subject="x")

        assert not await tickets.visible_to(session, ticket, conversation)
