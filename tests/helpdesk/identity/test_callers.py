import pytest

from helpdesk.conversations import conversations
from helpdesk.errors import IdentityMismatch, InvalidInput, Locked, VerificationNeeded
from helpdesk.identity import callers, identity
from helpdesk.models import ChannelKind
from helpdesk.seed import DEMO_GIG_WORKER
from tests.helpdesk.conftest import UNKNOWN_PHONES
from tests.helpdesk.identity.steps import PHONE, TAIL, WRONG_TAIL, sent_code


async def call(session, caller=PHONE):
    return await conversations.start(
        session, channel=ChannelKind.hotline, source_id=caller
    )


@pytest.mark.usefixtures("time")
class TestMatch:
    async def test_raises_the_level_to_one_and_no_further(self, session, member):
        talk = await call(session)

        matched = await callers.match(session, talk, id_tail=TAIL)

        assert (matched.member_id, matched.level) == (member.id, 1)
        assert await identity.level(session, talk) == 1
        assert await identity.member_of(session, talk) is None
        assert await identity.matched_member(session, talk) == member.id

    async def test_refuses_another_persons_tail_and_counts(self, session):
        talk = await call(session)

        with pytest.raises(IdentityMismatch) as refused:
            await callers.match(session, talk, id_tail=DEMO_GIG_WORKER.id_number[-4:])

        assert refused.value.left == 4
        assert await identity.level(session, talk) == 0

    async def test_refuses_a_number_that_nobody_has_like_a_wrong_tail(self, session):
        talk = await call(session, UNKNOWN_PHONES[0])

        with pytest.raises(IdentityMismatch) as refused:
            await callers.match(session, talk, id_tail=TAIL)

        assert refused.value.left == 4

    async def test_locks_and_says_until_when(self, session, time):
        talk = await call(session)
        for _ in range(4):
            with pytest.raises(IdentityMismatch):
                await callers.match(session, talk, id_tail=WRONG_TAIL)

        with pytest.raises(Locked) as locked:
            await callers.match(session, talk, id_tail=WRONG_TAIL)

        assert (locked.value.until - time.at).total_seconds() == 30 * 60

    @pytest.mark.parametrize(
        "caller", ["075512345678", "anonymous", "12351", "unknown"]
    )
    async def test_needs_a_mobile_number_that_is_shown(self, session, caller):
        talk = await call(session, caller)

        with pytest.raises(InvalidInput):
            await callers.match(session, talk, id_tail=TAIL)

    @pytest.mark.parametrize("tail", ["", "12", "abcd", "一二三四", "1234#"])
    async def test_does_not_count_what_no_keys_can_mean(self, session, tail):
        talk = await call(session)
        for _ in range(6):
            with pytest.raises(InvalidInput):
                await callers.match(session, talk, id_tail=tail)

    async def test_takes_no_page_for_a_call(self, session, conversation):
        with pytest.raises(InvalidInput, match="only a call"):
            await callers.match(session, conversation, id_tail=TAIL)


@pytest.mark.usefixtures("time")
class TestRequestCode:
    async def test_leads_to_level_two(self, session, member):
        talk = await call(session)
        await callers.match(session, talk, id_tail=TAIL)

        await callers.request_code(session, talk)
        await identity.confirm_code(session, talk, code=await sent_code(session))

        assert (await identity.member_of(session, talk)).id == member.id

    async def test_sends_nothing_before_the_match(self, session):
        with pytest.raises(VerificationNeeded):
            await callers.request_code(session, await call(session))

    async def test_sends_nothing_to_a_caller_who_was_matched_as_somebody_else(
        self, session
    ):
        talk = await call(session)
        await identity.request_code(
            session,
            talk,
            phone=DEMO_GIG_WORKER.phone,
            id_tail=DEMO_GIG_WORKER.id_number[-4:],
        )

        with pytest.raises(VerificationNeeded):
            await callers.request_code(session, talk)

    async def test_sends_nothing_where_no_number_is_shown(self, session):
        with pytest.raises(InvalidInput):
            await callers.request_code(session, await call(session, "anonymous"))


@pytest.mark.usefixtures("time")
class TestIsMatched:
    async def test_only_after_the_tail(self, session):
        talk = await call(session)
        before = await callers.is_matched(session, talk)
        await callers.match(session, talk, id_tail=TAIL)

        assert (before, await callers.is_matched(session, talk)) == (False, True)

    async def test_not_who_was_matched_by_another_number(self, session):
        talk = await call(session, DEMO_GIG_WORKER.phone)
        await identity.match(session, talk, phone=PHONE, id_tail=TAIL)

        assert not await callers.is_matched(session, talk)

    async def test_nobody_where_no_number_is_shown(self, session, conversation):
        assert not await callers.is_matched(session, conversation)
        assert not await callers.is_shown(session, conversation)
