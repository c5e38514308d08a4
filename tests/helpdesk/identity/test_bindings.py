import pytest
from sqlalchemy import select

from helpdesk.audit import SYSTEM
from helpdesk.conversations import conversations
from helpdesk.errors import CodeExpired, Locked, NotFound, VerificationNeeded
from helpdesk.identity import bindings, identity
from helpdesk.models import (
    AuditAction,
    AuditEntry,
    ChannelKind,
    OutboxItem,
    OutboxKind,
)
from helpdesk.seed import DEMO_GIG_WORKER
from tests.helpdesk.identity.steps import newcomer, prove, request, sent_code

OPENID = "oInventedOpenid0001"


async def wechat(session, openid=OPENID):
    return await conversations.start(
        session, channel=ChannelKind.wechat, source_id=openid
    )


async def actions(session):
    entries = await session.scalars(select(AuditEntry).order_by(AuditEntry.id))
    return [entry.action for entry in entries]


@pytest.mark.usefixtures("time")
class TestBind:
    async def test_follows_a_right_code(self, session, member):
        talk = await wechat(session)
        await prove(session, talk)

        [bound] = await bindings.channels_of(session, member.id)

        assert bound.channel is ChannelKind.wechat
        assert bound.masked_source == "***************0001"
        assert await actions(session) == [AuditAction.bound]

    async def test_knows_one_member_on_several_channels(self, session, member):
        await prove(session, await wechat(session))
        await prove(session, await newcomer(session))
        call = await conversations.start(
            session, channel=ChannelKind.hotline, source_id="13800138002"
        )
        await prove(session, call)

        bound = await bindings.channels_of(session, member.id)

        assert [b.channel for b in bound] == [
            ChannelKind.wechat,
            ChannelKind.web,
            ChannelKind.hotline,
        ]

    async def test_is_noted_once_however_often_it_is_proved(self, session):
        talk = await wechat(session)
        await prove(session, talk)
        await prove(session, talk)

        assert await actions(session) == [AuditAction.bound]

    async def test_moves_an_account_to_who_proved_last(self, session, member):
        talk = await wechat(session)
        await prove(session, talk)

        await prove(
            session, talk, DEMO_GIG_WORKER.phone, DEMO_GIG_WORKER.id_number[-4:]
        )

        assert await bindings.channels_of(session, member.id) == []
        assert await actions(session) == [
            AuditAction.bound,
            AuditAction.unbound,
            AuditAction.bound,
        ]
        assert (await identity.member_of(session, talk)).phone == DEMO_GIG_WORKER.phone

    async def test_notes_who_took_an_account_over(self, session, member):
        talk = await wechat(session)
        await prove(session, talk)
        newest = await prove(
            session, talk, DEMO_GIG_WORKER.phone, DEMO_GIG_WORKER.id_number[-4:]
        )

        entries = await session.scalars(select(AuditEntry).order_by(AuditEntry.id))
        _, released, _ = entries

        assert released.actor_member_id == newest.member_id
        assert released.after["member_id"] == member.id

    async def test_tells_whether_it_is_new(self, session):
        talk = await wechat(session)

        first, again = await prove(session, talk), await prove(session, talk)

        assert (first.binding.is_new, again.binding.is_new) == (True, False)


async def prove_slowly(session, time, openid):
    """Prove at a time at which codes to this phone are not many yet."""
    time.forward(minutes=31)
    return await prove(session, await wechat(session, openid))


class TestMostWeChat:
    async def test_lets_the_oldest_account_go(self, session, member, time):
        for n in range(5):
            verified = await prove_slowly(session, time, f"oDEMOaccount000{n}")
            assert verified.binding.let_go == ()

        sixth = await prove_slowly(session, time, "oDEMOaccount0005")

        [gone] = sixth.binding.let_go
        bound = await bindings.channels_of(session, member.id)
        assert gone.ending == "0000"
        assert [b.ending for b in bound] == ["0001", "0002", "0003", "0004", "0005"]
        assert (
            await identity.level(session, await wechat(session, "oDEMOaccount0000"))
            == 0
        )

    async def test_tells_the_account_that_is_let_go(self, session, time):
        for n in range(6):
            await prove_slowly(session, time, f"oDEMOaccount000{n}")

        [told] = await session.scalars(
            select(OutboxItem).where(OutboxItem.kind == OutboxKind.wechat)
        )

        gone = await wechat(session, "oDEMOaccount0000")
        assert told.identity_id == gone.identity_id
        assert "12351" in str(told.payload)

    async def test_does_not_count_pages_and_calls(self, session, member, time):
        await prove_slowly(session, time, "oDEMOaccount0000")
        for _ in range(6):
            time.forward(minutes=31)
            await prove(session, await newcomer(session))

        bound = await bindings.channels_of(session, member.id)

        assert len(bound) == 7
        assert [b.lasts for b in bound].count(True) == 1


@pytest.mark.usefixtures("time")
class TestRequestCode:
    async def test_asks_a_bound_member_for_nothing_but_the_code(
        self, session, member, time
    ):
        talk = await wechat(session)
        await prove(session, talk)
        time.forward(hours=3)

        sent = await bindings.request_code(session, talk)
        verified = await identity.confirm_code(
            session, talk, code=await sent_code(session)
        )

        assert sent.masked_phone == "138****8000"
        assert verified.member_id == member.id
        assert await identity.level(session, talk) == 2

    async def test_refuses_who_is_bound_to_nobody(self, session):
        with pytest.raises(VerificationNeeded):
            await bindings.request_code(session, await wechat(session))

    @pytest.mark.parametrize("channel", [ChannelKind.web, ChannelKind.hotline])
    async def test_refuses_channels_that_vouch_for_nobody(self, session, channel):
        talk = await conversations.start(
            session, channel=channel, source_id="13800138002"
        )
        await prove(session, talk)

        with pytest.raises(VerificationNeeded):
            await bindings.request_code(session, talk)

    async def test_refuses_a_member_without_a_phone(self, session, member):
        talk = await wechat(session)
        await prove(session, talk)
        member.phone = ""

        with pytest.raises(VerificationNeeded):
            await bindings.request_code(session, talk)

    async def test_does_not_flood_a_phone(self, session):
        talk = await wechat(session)
        await prove(session, talk)
        for _ in range(4):
            await bindings.request_code(session, talk)

        with pytest.raises(Locked):
            await bindings.request_code(session, talk)


@pytest.mark.usefixtures("time")
class TestBoundWeChat:
    async def test_keeps_level_one_when_the_proof_is_old(self, session, member, time):
        talk = await wechat(session)
        await prove(session, talk)
        time.forward(days=30)

        later = await wechat(session)

        assert await identity.level(session, later) == 1
        assert await identity.matched_member(session, later) == member.id
        assert await identity.member_of(session, later) is None
        await identity.require(session, later, service="report_card_problem")
        with pytest.raises(VerificationNeeded):
            await identity.require(session, later, service="check_membership")

    @pytest.mark.parametrize("channel", [ChannelKind.web, ChannelKind.hotline])
    async def test_is_the_only_channel_that_does(self, session, time, channel):
        talk = await conversations.start(
            session, channel=channel, source_id="13800138002"
        )
        await prove(session, talk)
        time.forward(hours=2)

        assert await identity.level(session, talk) == 0
        assert await identity.matched_member(session, talk) is None

    async def test_of_a_stranger_has_no_level(self, session):
        assert await identity.level(session, await wechat(session, "oStranger")) == 0


@pytest.mark.usefixtures("time")
class TestUnbind:
    async def test_makes_the_talk_anonymous(self, session, member):
        talk = await wechat(session)
        await prove(session, talk)

        await bindings.unbind(session, talk)

        assert await identity.level(session, talk) == 0
        assert await bindings.channels_of(session, member.id) == []
        assert await actions(session) == [AuditAction.bound, AuditAction.unbound]

    async def test_ends_the_proofs_of_every_talk_on_that_channel(self, session):
        first, second = await wechat(session), await wechat(session)
        await prove(session, first)
        await prove(session, second)

        await bindings.unbind(session, second)

        assert await identity.level(session, first) == 0

    async def test_makes_codes_on_their_way_worthless(self, session):
        talk = await wechat(session)
        await prove(session, talk)
        await request(session, talk)

        await bindings.unbind(session, talk)

        with pytest.raises(CodeExpired):
            await identity.confirm_code(session, talk, code=await sent_code(session))

    async def test_of_nothing_is_no_event(self, session):
        await bindings.unbind(session, await wechat(session))

        assert await actions(session) == []


@pytest.mark.usefixtures("time")
class TestUnbindChannel:
    async def test_takes_one_channel_and_leaves_the_others(self, session, member):
        lost, kept = await wechat(session), await newcomer(session)
        await prove(session, lost)
        await prove(session, kept)
        [wechat_bound, _] = await bindings.channels_of(session, member.id)

        await bindings.unbind_channel(
            session, member.id, wechat_bound.identity_id, by=SYSTEM
        )

        left = await bindings.channels_of(session, member.id)
        assert [bound.channel for bound in left] == [ChannelKind.web]
        assert await identity.level(session, kept) == 2

    async def test_refuses_a_channel_of_somebody_else(self, session, member):
        talk = await wechat(session)
        await prove(
            session, talk, DEMO_GIG_WORKER.phone, DEMO_GIG_WORKER.id_number[-4:]
        )

        with pytest.raises(NotFound):
            await bindings.unbind_channel(
                session, member.id, talk.identity_id, by=SYSTEM
            )
