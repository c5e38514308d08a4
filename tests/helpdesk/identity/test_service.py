import pytest

from helpdesk.database import read_only, unit_of_work
from helpdesk.errors import (
    VerificationNeeded,
)
from helpdesk.identity import identity
from helpdesk.seed import DEMO_GIG_WORKER
from tests.helpdesk.identity.steps import newcomer, prove, request


@pytest.mark.usefixtures("time")
class TestLevel:
    async def test_holds_for_two_hours(self, session, conversation, time):
        await prove(session, conversation)
        time.forward(hours=2, seconds=-1)
        assert await identity.level(session, conversation) == 2

        time.forward(seconds=1)

        assert await identity.level(session, conversation) == 0
        assert await identity.member_of(session, conversation) is None

    async def test_belongs_to_the_conversation(self, session, conversation):
        await prove(session, conversation)

        assert await identity.level(session, await newcomer(session)) == 0

    async def test_is_kept_while_another_person_is_tried(
        self, session, conversation, member
    ):
        await prove(session, conversation)

        await request(
            session,
            conversation,
            DEMO_GIG_WORKER.phone,
            DEMO_GIG_WORKER.id_number[-4:],
        )

        assert await identity.member_of(session, conversation) is member

    async def test_can_be_given_back(self, session, conversation):
        await prove(session, conversation)

        await identity.forget(session, conversation)

        assert await identity.level(session, conversation) == 0

    async def test_can_be_read_without_writing(self, sessions, time):
        async with unit_of_work(sessions) as session:
            talk = await newcomer(session)
            await prove(session, talk)

        async with read_only(sessions) as session:
            assert await identity.level(session, talk) == 2


@pytest.mark.usefixtures("time")
class TestRequire:
    async def test_asks_for_the_level_of_the_table(self, session, conversation):
        for service, needed in identity.needed.items():
            if needed == 0:
                await identity.require(session, conversation, service=service)
                continue
            with pytest.raises(VerificationNeeded) as refused:
                await identity.require(session, conversation, service=service)
            assert refused.value.level == needed

    async def test_asks_for_proof_for_what_the_table_does_not_name(
        self, session, conversation
    ):
        await request(session, conversation)

        with pytest.raises(VerificationNeeded):
            await identity.require(session, conversation, service="something_new")

    async def test_is_content_with_enough(self, session, conversation):
        await prove(session, conversation)

        for service in identity.needed:
            await identity.require(session, conversation, service=service)
