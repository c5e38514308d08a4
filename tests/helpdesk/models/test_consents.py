import pytest
from sqlalchemy.exc import IntegrityError

from helpdesk.consents import ConsentRepository, consent_text, consents
from helpdesk.errors import InvalidInput
from helpdesk.models import ChannelKind, Consent, ConsentPurpose, ConsentState
from tests.helpdesk.members.people import WORKER, log


def _said(state=ConsentState.given, purpose=ConsentPurpose.notices, **whose):
    return Consent(
        purpose=purpose,
        state=state,
        channel=ChannelKind.web,
        text_version="2026-01",
        **whose,
    )


async def _add(session, *words):
    for word in words:
        session.add(word)
        await session.flush()


async def _say(session, member, state=ConsentState.given):
    return await consents.say(
        session,
        ConsentPurpose.notices,
        state,
        channel=ChannelKind.wechat,
        by=WORKER,
        member_id=member.id,
    )


async def _holds(session, member):
    return await consents.holds(session, ConsentPurpose.notices, member_id=member.id)


class TestLatest:
    async def test_is_the_newest_word_for_a_purpose(self, session, member):
        withdrawn = _said(ConsentState.withdrawn, member_id=member.id)
        other = _said(purpose=ConsentPurpose.recording, member_id=member.id)
        await _add(session, _said(member_id=member.id), withdrawn, other)

        found = await ConsentRepository(session).latest(
            ConsentPurpose.notices, member_id=member.id
        )

        assert found is withdrawn

    async def test_is_none_for_who_said_nothing(self, session, member):
        found = await ConsentRepository(session).latest(
            ConsentPurpose.notices, member_id=member.id
        )

        assert found is None

    async def test_goes_by_the_channel_for_who_is_not_on_record(
        self, session, conversation
    ):
        given = _said(identity_id=conversation.identity_id)
        await _add(session, given)

        found = await ConsentRepository(session).latest(
            ConsentPurpose.notices, identity_id=conversation.identity_id
        )

        assert found is given
        assert found.created_at


class TestListOf:
    async def test_is_everything_oldest_first(self, session, member):
        first, second = (
            _said(member_id=member.id),
            _said(ConsentState.withdrawn, member_id=member.id),
        )
        await _add(session, first, second)

        found = await ConsentRepository(session).list_of(member_id=member.id)

        assert list(found) == [first, second]


class TestConsent:
    async def test_is_somebodys(self, session):
        session.add(_said())

        with pytest.raises(IntegrityError):
            await session.flush()


class TestSay:
    async def test_keeps_purpose_channel_and_version(self, session, member, time):
        said = await _say(session, member)

        assert (said.purpose, said.channel) == (
            ConsentPurpose.notices,
            ChannelKind.wechat,
        )
        assert said.text_version == consent_text(ConsentPurpose.notices).version
        assert said.created_at == time.at

    async def test_the_same_word_again_is_none(self, session, member):
        first = await _say(session, member)

        assert await _say(session, member) is first
        assert len(await log(session)) == 1

    async def test_a_withdrawal_is_a_word_of_its_own(self, session, member):
        given = await _say(session, member)
        withdrawn = await _say(session, member, ConsentState.withdrawn)

        assert withdrawn.id != given.id
        assert given.state is ConsentState.given

    async def test_is_somebodys(self, session):
        with pytest.raises(InvalidInput):
            await consents.say(
                session,
                ConsentPurpose.notices,
                ConsentState.given,
                channel=ChannelKind.web,
                by=WORKER,
            )


class TestHolds:
    async def test_from_the_gift_to_the_withdrawal(self, session, member):
        answers = [await _holds(session, member)]
        await _say(session, member)
        answers.append(await _holds(session, member))
        await _say(session, member, ConsentState.withdrawn)
        answers.append(await _holds(session, member))

        assert answers == [False, True, False]

    async def test_no_longer_when_the_words_changed(self, session, member):
        said = await _say(session, member)
        said.text_version = "2020-01"
        await session.flush()

        assert not await _holds(session, member)

        await _say(session, member)
        assert await _holds(session, member)

    async def test_for_one_purpose_says_nothing_of_others(self, session, member):
        await _say(session, member)

        assert not await consents.holds(
            session, ConsentPurpose.sensitive, member_id=member.id
        )


class TestConsentText:
    @pytest.mark.parametrize("purpose", ConsentPurpose)
    def test_every_purpose_has_words_and_a_source(self, purpose):
        text = consent_text(purpose)

        assert text.text.endswith("。")
        assert text.withdrawal.endswith("。")
        assert "个人信息保护法" in text.source
        assert 0 < len(text.version) <= 16

    def test_sensitive_data_and_third_parties_are_asked_for_apart(self):
        apart = {p for p in ConsentPurpose if consent_text(p).separate}

        assert apart == {ConsentPurpose.sensitive, ConsentPurpose.card_bank}
