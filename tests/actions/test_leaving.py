from sqlalchemy import select

from helpdesk.models import Member, MemberStatus, Ticket
from helpdesk.seed import DEMO_MEMBER

WISH = ("我要退会", "leave_union")


async def asked(stage):
    await stage.verify()
    await stage.run("action_begin_leaving", *WISH)
    await stage.open("leave_union_form")
    await stage.answer("不想说")


class TestLeaving:
    async def test_tells_a_question_what_leaving_means(self, stage):
        await stage.run("action_begin_leaving", "怎么退会", "leave_union")

        assert stage.responses()[-1] == "utter_task_offered"

    async def test_asks_for_proof_first(self, stage):
        await stage.run("action_begin_leaving", *WISH)

        assert stage.responses() == ["utter_verification_needed"]

    async def test_tells_the_consequence_before_asking(self, stage):
        await asked(stage)

        assert stage.slots["requested_slot"] == "confirmed"

    async def test_opens_a_ticket_and_leaves_the_membership_until_it_is_done(
        self, stage
    ):
        await asked(stage)
        await stage.answer("是的", "affirm")

        await stage.run("action_open_leaving")

        assert stage.responses() == ["utter_ticket_opened", "utter_leaving_revocable"]
        async with stage.sessions() as session:
            [ticket] = await session.scalars(select(Ticket))
            member = await session.get_one(Member, ticket.member_id)
        assert ticket.category == "leave_union"
        assert member.member_number == DEMO_MEMBER.member_number
        assert member.status is MemberStatus.active

    async def test_a_no_keeps_everything(self, stage):
        await asked(stage)
        await stage.answer("不用了", "deny")

        await stage.run("action_open_leaving")

        assert stage.responses() == ["utter_membership_kept"]
        async with stage.sessions() as session:
            assert list(await session.scalars(select(Ticket))) == []
