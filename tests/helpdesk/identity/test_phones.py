import pytest

from helpdesk.errors import VerificationNeeded, WrongCode
from helpdesk.identity import identity, phones
from tests.helpdesk.identity.steps import PHONE, TAIL, sent_code

NEW = "13800131777"


@pytest.fixture
async def proved(session, conversation, member):
    """A conversation that a member has proved."""
    await identity.request_code(session, conversation, phone=PHONE, id_tail=TAIL)
    code = await sent_code(session)
    await identity.confirm_code(session, conversation, code=code)
    return conversation


class TestMatch:
    async def test_is_level_one_and_no_member_is_proved(
        self, session, conversation, member
    ):
        matched = await identity.match(session, conversation, phone=PHONE, id_tail=TAIL)

        assert (matched.member_id, matched.level) == (member.id, 1)
        assert await identity.member_of(session, conversation) is None


class TestRequestCode:
    async def test_sends_none_for_who_is_not_proved(self, session, conversation):
        with pytest.raises(VerificationNeeded):
            await phones.request_code(session, conversation, phone=NEW)


class TestConfirm:
    async def test_refuses_a_code_that_went_to_another_phone(self, session, proved):
        await phones.request_code(session, proved, phone=NEW)
        code = await sent_code(session)

        with pytest.raises(WrongCode):
            await phones.confirm(session, proved, phone="13800131778", code=code)

    async def test_takes_the_right_one_once(self, session, proved):
        await phones.request_code(session, proved, phone=NEW)
        code = await sent_code(session)

        await phones.confirm(session, proved, phone=NEW, code=code)

    async def test_refuses_when_the_proof_ended_meanwhile(self, session, proved):
        await phones.request_code(session, proved, phone=NEW)
        code = await sent_code(session)
        await identity.forget(session, proved)

        with pytest.raises(VerificationNeeded):
            await phones.confirm(session, proved, phone=NEW, code=code)

    async def test_a_match_after_the_proof_ended_is_no_proof(self, session, proved):
        await phones.request_code(session, proved, phone=NEW)
        code = await sent_code(session)
        await identity.forget(session, proved)
        await identity.match(session, proved, phone=PHONE, id_tail=TAIL)

        with pytest.raises(VerificationNeeded):
            await phones.confirm(session, proved, phone=NEW, code=code)

    async def test_the_code_of_the_new_phone_proves_nobody(self, session, proved):
        await phones.request_code(session, proved, phone=NEW)
        code = await sent_code(session)

        with pytest.raises(WrongCode):
            await identity.confirm_code(session, proved, code=code)
