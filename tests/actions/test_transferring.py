import pytest
from sqlalchemy import select

from helpdesk.models import Transfer, TransferKind

WISH = ("我换厂了，帮我转会籍", "transfer_membership")


@pytest.fixture
async def moving(stage):
    """A proved member who is asked for the new employer."""
    await stage.verify()
    await stage.run("action_begin_transfer", *WISH)
    await stage.open("transfer_membership_form")
    return stage


async def stored(stage) -> list[Transfer]:
    async with stage.sessions() as session:
        return list(await session.scalars(select(Transfer)))


class TestBegin:
    async def test_answers_a_question_without_asking_who_it_is(self, stage):
        await stage.run("action_begin_transfer", "会籍怎么转", "transfer_membership")

        assert stage.responses()[-1] == "utter_task_offered"

    async def test_asks_for_proof_and_goes_on_by_itself(self, stage):
        await stage.run("action_begin_transfer", *WISH)
        assert stage.responses() == ["utter_verification_needed"]
        await stage.verify()

        events = await stage.run("action_go_on")

        assert events[-1]["name"] == "transfer_membership_form"
        assert stage.slots["matter"] == WISH[0]

    async def test_does_nothing_for_somebody_else(self, stage):
        await stage.run(
            "action_begin_transfer", "帮我老婆转下会籍", "transfer_membership"
        )

        assert stage.responses() == ["utter_only_oneself_served"]


class TestSubmit:
    async def test_asks_for_the_transfer_and_opens_the_ticket(self, moving):
        await moving.answer("恒泰电池厂", employer="恒泰电池厂")
        await moving.answer("坪山", district="坪山")
        await moving.answer("是的", "affirm")

        await moving.run("action_request_transfer")

        assert moving.responses() == ["utter_transfer_told", "utter_ticket_opened"]
        [transfer] = await stored(moving)
        assert transfer.employer == "恒泰电池厂"
        assert transfer.to_id is not None

    async def test_moves_out_of_the_city(self, moving):
        await moving.answer("没有", "deny")
        await moving.answer("回老家湖南")
        await moving.answer("是的", "affirm")

        await moving.run("action_request_transfer")

        [transfer] = await stored(moving)
        assert transfer.kind is TransferKind.out_of_city
        assert transfer.outside == "回老家湖南"

    async def test_tells_one_under_way_instead_of_a_second(self, moving):
        await self.test_asks_for_the_transfer_and_opens_the_ticket(moving)
        moving.close()

        await moving.run("action_begin_transfer", *WISH)

        assert moving.responses() == ["utter_transfer_told"]

    async def test_check_membership_tells_the_transfer(self, moving):
        await self.test_asks_for_the_transfer_and_opens_the_ticket(moving)

        await moving.run("action_check_membership", "查会籍", "check_membership")

        assert moving.responses()[:2] == [
            "utter_membership_transferring",
            "utter_transfer_told",
        ]

    async def test_does_nothing_without_a_yes(self, moving):
        await moving.run("action_request_transfer")

        assert moving.said == []
        assert await stored(moving) == []
