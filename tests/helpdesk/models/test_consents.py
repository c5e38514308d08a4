import pytest
from sqlalchemy.exc import IntegrityError

from helpdesk.consents import ConsentRepository
from helpdesk.models import ChannelKind, Consent, ConsentPurpose, ConsentState


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
