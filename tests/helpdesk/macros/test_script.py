"""Macros as lines: read, refused with the line's number, written back as they were."""

import doctest

import pytest
from sqlalchemy import select

from helpdesk.errors import InvalidInput
from helpdesk.macros import Do, Draft, macros, script
from helpdesk.macros.loading import FILE
from helpdesk.macros.words import book, choices, verb
from helpdesk.models import CannedText, Macro, Priority, ServiceClass, TicketStatus
from helpdesk.rules import rules
from tests.helpdesk.canned.conftest import actor

GOOD = """\
派给：我
优先级：较急
服务类别：信访投诉
答复用：已受理
备注：第一行
  第二行
报领导：涉及三家单位
转为：已办结，单位已补发，{{称呼}}请查收
派给：无人"""


def test_examples_hold():
    assert doctest.testmod(script).failed == 0


class TestWords:
    def test_every_step_has_a_name_of_its_own(self):
        assert set(book()["verbs"]) == set(Do)
        assert len({verb(do) for do in Do}) == len(Do)

    @pytest.mark.parametrize(
        ("do", "kind"),
        [
            (Do.priority, Priority),
            (Do.service_class, ServiceClass),
            (Do.move, TicketStatus),
        ],
    )
    def test_what_is_set_is_there(self, do, kind):
        assert set(choices(do)) <= set(kind)

    def test_every_state_is_named(self):
        assert set(book()["statuses"]) == set(TicketStatus)


class TestRead:
    async def test_what_is_read_is_written_back(self, session):
        steps = await macros.read(session, GOOD)
        macro = Macro(name="全部", steps=[step.to_json() for step in steps])

        assert await macros.script(session, macro) == GOOD

    async def test_takes_the_plain_colon_and_space(self, session):
        [step] = await macros.read(session, "  优先级 : 紧急  ")

        assert (step.do, step.choice) == (Do.priority, "urgent")

    async def test_names_an_officer_by_login_or_name(self, session, staff):
        [by_login] = await macros.read(session, "派给：our-seat")
        [by_name] = await macros.read(session, "派给：Seat")

        assert by_login == by_name
        assert by_login.officer_id == staff.seat.id

    @pytest.mark.parametrize(
        ("wrong", "told"),
        [
            ("", "一步也没有"),
            ("   \n ", "一步也没有"),
            ("备注：好\n随便写写", "第2行看不懂"),
            ("报警：快", "没有“报警”"),
            ("备注：", "没有写内容"),
            ("优先级：特急", "没有“特急”"),
            ("转为：已撤回", "没有“已撤回”"),
            ("转为：已办结", "要写一句话"),
            ("答复用：没有这一条", "没有叫“没有这一条”的常用语"),
            ("优先级用：已受理", "不能用常用语"),
            ("派给：查无此人", "没有叫“查无此人”"),
            ("答复：{{密码}}", "没有“密码”这个填空"),
            ("备注：好\n" * 11, "最多10步"),
            ("备注：" + "长" * 2001, "第1行太长"),
        ],
    )
    async def test_refuses_what_can_not_be_done(self, session, wrong, told):
        with pytest.raises(InvalidInput, match=told):
            await macros.read(session, wrong)

    async def test_does_not_guess_between_texts_of_one_title(self, session, staff):
        for _ in range(2):
            session.add(CannedText(title="同名", text="好", use="note"))
        await session.flush()

        with pytest.raises(InvalidInput, match="好几条"):
            await macros.read(session, "备注用：同名")

    @pytest.mark.parametrize("name", rules(FILE))
    async def test_every_shipped_macro_is_on_record(self, session, name):
        kept = select(Macro).where(Macro.shipped == name)
        macro = (await session.scalars(kept)).one()

        wanted = rules(FILE)[name]["steps"]
        assert await macros.script(session, macro) == wanted


class TestKeeping:
    async def test_follows_a_text_that_is_renamed(self, session, staff):
        by = actor(staff.city)
        draft = Draft(name="接手", script="答复用：已受理")
        macro = await macros.add(session, draft, officer=staff.city, by=by)
        text = await session.get_one(CannedText, macro.steps[0]["canned_id"])
        text.title = "受理啦"

        assert await macros.script(session, macro) == "答复用：受理啦"
