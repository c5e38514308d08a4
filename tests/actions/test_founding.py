from sqlalchemy import select

from helpdesk.models import Priority, Ticket


async def opened(stage) -> Ticket:
    async with stage.sessions() as session:
        return (await session.scalars(select(Ticket))).one()


class TestFounding:
    async def test_tells_whether_a_union_is_due_with_its_source(self, stage):
        await stage.run("action_begin_founding", "我们厂要建工会", "set_up_union")
        await stage.open("set_up_union_form")
        await stage.answer("金源塑胶", employer="金源塑胶")
        await stage.answer("三十个")
        await stage.answer("宝安福永", district="宝安", place="福永")
        await stage.answer("刘晓梅", person_name="刘晓梅")
        await stage.answer("13800138123", phone_number="13800138123")
        await stage.answer("是的", "affirm")

        await stage.run("action_open_founding")

        assert stage.responses() == [
            "utter_ticket_opened",
            "utter_union_duty_told",
            "utter_union_assigned",
        ]
        assert "未核实" in stage.fields("utter_union_duty_told")["reason"]
        assert (await opened(stage)).details["headcount"] == "30"


class TestObstruction:
    async def test_takes_a_report_without_a_name_and_puts_it_first(self, stage):
        await stage.run(
            "action_begin_obstruction",
            "老板说谁入工会就开除谁",
            "report_union_obstruction",
        )
        assert stage.responses() == ["utter_obstruction_heard"]
        await stage.open("report_obstruction_form")
        await stage.answer("鸿运制衣厂", employer="鸿运制衣厂")
        await stage.answer("光明", district="光明")
        await stage.answer("没有", "deny")
        await stage.answer("不用了", "deny")
        await stage.answer("是的", "affirm")

        await stage.run("action_open_obstruction")

        ticket = await opened(stage)
        assert ticket.priority is Priority.high
        assert ticket.contact_phone is None
        assert ticket.subject == "老板说谁入工会就开除谁"
        assert "evidence" not in ticket.details

    async def test_answers_a_question_first(self, stage):
        await stage.run(
            "action_begin_obstruction", "老板不让入会怎么办", "report_union_obstruction"
        )

        assert stage.responses()[-1] == "utter_obstruction_report_offered"
