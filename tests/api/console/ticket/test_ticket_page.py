"""The page of a ticket: what is shown, what is done, and what is told when it fails."""

import re

import pytest
from sqlalchemy import select

from helpdesk.audit import Actor
from helpdesk.casework import casework
from helpdesk.conversations import conversations, floor
from helpdesk.database import unit_of_work
from helpdesk.models import (
    Audience,
    AuditAction,
    AuditEntry,
    AuthorKind,
    CannedText,
    CannedUse,
    ChannelKind,
    Floor,
    OfficerRole,
    Reply,
    Ticket,
    TicketEvent,
)
from helpdesk.tickets import Telling, tickets
from tests.api.console.conftest import NAME, PHONE, token_on

SCRIPT = "<script>alert(1)</script>"


@pytest.fixture
async def talk(sessions):
    """A conversation in which a worker told of unpaid wages."""
    async with unit_of_work(sessions) as session:
        held = await conversations.start(session, channel=ChannelKind.web)
        for number, text in enumerate(("你好", f"我叫{NAME}，电话{PHONE}，欠薪三个月")):
            said = await conversations.receive(
                session, held, message_id=f"m{number}", text=text
            )
            await conversations.answer(session, said, [Reply(f"答{number}")])
        return held


@pytest.fixture
async def ticket(sessions, talk):
    async with unit_of_work(sessions) as session:
        return await tickets.take_up(
            session,
            Telling(
                "report_unpaid_wages",
                "三个月没发工资",
                {"employer": "鑫盛达塑胶厂", "contact_name": NAME},
                conversation=talk,
                first_message_id="m1",
                message_id="m1",
                contact_phone=PHONE,
            ),
        )


@pytest.fixture
def show(ticket):
    async def run(client, path=""):
        return await client.get(f"/console/tickets/{ticket.number}{path}")

    return run


@pytest.fixture
def act(show, ticket):
    """Send one of the page's forms."""

    async def run(client, what, follow=True, **fields):
        form = {"token": token_on(await show(client)), **fields}
        return await client.post(
            f"/console/tickets/{ticket.number}/{what}",
            data=form,
            follow_redirects=follow,
        )

    return run


@pytest.fixture
def events(sessions, ticket):
    async def run():
        async with sessions() as session:
            mine = select(TicketEvent).where(TicketEvent.ticket_id == ticket.id)
            return list(await session.scalars(mine.order_by(TicketEvent.id)))

    return run


@pytest.fixture
def by(staff):
    return lambda role: Actor(AuthorKind.officer, officer_id=staff[role])


class TestShow:
    async def test_tells_the_matter_and_hides_name_and_number(self, officer, show):
        page = (await show(officer)).text

        assert "三个月没发工资" in page
        assert "鑫盛达塑胶厂" in page
        assert "赵*明" in page
        assert NAME not in page
        assert PHONE not in page

    async def test_puts_away_what_was_said_before_the_matter(self, officer, show):
        page = (await show(officer)).text

        assert "前面还说过 2 句" in page

    async def test_leaves_a_line_in_the_log(self, officer, show, sessions, ticket):
        await show(officer)

        async with sessions() as session:
            seen = select(AuditEntry).where(AuditEntry.action == AuditAction.viewed)
            [entry] = await session.scalars(seen)
        assert entry.subject_id == ticket.id

    @pytest.mark.parametrize("number", ["261123999999", "000000000000"])
    async def test_a_number_that_there_is_not_is_not_found(self, officer, number):
        assert (await officer.get(f"/console/tickets/{number}")).status_code == 404

    async def test_leaders_words_are_for_leaders(
        self, sign_in, show, sessions, ticket, by
    ):
        async with unit_of_work(sessions) as session:
            await casework.note(
                session,
                ticket,
                by=by(OfficerRole.supervisor),
                words="注意苗头",
                audience=Audience.leaders,
            )

        leader, officer = await sign_in(OfficerRole.supervisor), await sign_in()
        assert "注意苗头" in (await show(leader)).text
        assert "注意苗头" not in (await show(officer)).text

    async def test_nothing_that_is_told_can_run(self, officer, show, act):
        await act(officer, "say", mode="note", words=SCRIPT)

        page = (await show(officer)).text
        assert SCRIPT not in page
        assert "&lt;script&gt;" in page

    async def test_an_auditor_reads_and_does_nothing(self, sign_in, show):
        page = (await show(await sign_in(OfficerRole.auditor))).text

        assert "三个月没发工资" in page
        assert 'id="composer"' not in page
        assert "看姓名和号码" not in page


class TestUnmask:
    async def test_shows_name_and_number_once(self, officer, act, show):
        page = (await act(officer, "show/clear", reason="回电核实欠薪金额")).text

        assert NAME in page
        assert PHONE in page
        assert NAME not in (await show(officer)).text

    async def test_without_a_reason_shows_nothing(self, officer, act):
        answer = await act(officer, "show/clear", reason="看")

        assert answer.status_code == 422
        assert "请写清楚" in answer.text
        assert NAME not in answer.text

    async def test_is_on_record_with_its_reason(self, officer, act, sessions):
        await act(officer, "show/clear", reason="回电核实欠薪金额")

        async with sessions() as session:
            seen = select(AuditEntry).where(AuditEntry.action == AuditAction.unmasked)
            [entry] = await session.scalars(seen)
        assert entry.reason == "回电核实欠薪金额"


class TestAct:
    async def test_claiming_is_told(self, officer, act, staff, sessions, ticket):
        page = (await act(officer, "claim")).text

        assert "领下来了" in page
        async with sessions() as session:
            held = await session.get_one(Ticket, ticket.id)
        assert casework.claimer(held) == staff[OfficerRole.case_officer]

    async def test_an_answer_goes_to_the_worker(self, officer, act, events):
        page = (await act(officer, "say", mode="answer", words="周四上门核实")).text

        assert "答复已发出" in page
        assert "职工打开网页就能看到" in page
        assert (await events())[-1].text == "周四上门核实"

    async def test_what_is_asked_for_stops_the_clock(self, officer, act):
        page = (await act(officer, "say", mode="ask_worker", words="请发工资条")).text

        assert "等职工补充，时限停着" in page

    async def test_who_comes_second_hears_who_has_it_and_loses_nothing(
        self, officer, act, sessions, ticket, by
    ):
        async with unit_of_work(sessions) as session:
            await casework.claim(session, ticket, by=by(OfficerRole.seat))

        answer = await act(officer, "say", mode="answer", words="我写了很久的话")

        assert answer.status_code == 422
        assert "正在办这件" in answer.text
        assert "我写了很久的话</textarea>" in answer.text

    async def test_empty_words_are_asked_for(self, officer, act):
        answer = await act(officer, "say", mode="answer", words=" ")

        assert answer.status_code == 422
        assert "请写几句话" in answer.text

    async def test_a_field_that_was_left_open_is_never_sent(self, officer, act, events):
        answer = await act(officer, "say", mode="answer", words="【请填写：称呼】您好")

        assert answer.status_code == 422
        assert all(event.text is None for event in await events())

    @pytest.mark.parametrize("what", ["fly", "say", "__init__", "DEEDS"])
    async def test_what_there_is_not_is_not_found(self, officer, act, what):
        assert (await act(officer, what)).status_code == 404

    async def test_mode_can_be_no_other_act(self, officer, act):
        answer = await act(officer, "say", mode="claim")

        assert answer.status_code == 404

    @pytest.mark.parametrize("officer_id", ["x", "-1", "9" * 12, "999999999"])
    async def test_who_is_nobody_gets_nothing(self, officer, act, officer_id):
        answer = await act(officer, "assign", officer=officer_id)

        assert answer.status_code == 422

    async def test_works_without_a_script(self, officer, act, ticket):
        answer = await act(officer, "claim", follow=False)

        assert answer.status_code == 303
        assert answer.headers["location"].startswith(
            f"/console/tickets/{ticket.number}"
        )


class TestFloor:
    async def test_is_taken_spoken_on_and_given_back(
        self, officer, act, sessions, talk
    ):
        assert "接过来了" in (await act(officer, "take")).text
        page = (await act(officer, "say", mode="speak", words="您好，我是小林")).text
        assert "您正在和职工对话" in page
        assert "您好，我是小林" in page
        assert "已交还" in (await act(officer, "hand_back")).text

        async with sessions() as session:
            held = await conversations.by_key(session, talk.key)
        assert held.floor is Floor.bot

    async def test_words_to_a_floor_one_does_not_have_are_kept(self, officer, act):
        answer = await act(officer, "say", mode="speak", words="您还在吗")

        assert answer.status_code == 422
        assert "对话不在您手里" in answer.text
        assert "您还在吗</textarea>" in answer.text

    async def test_a_colleague_can_not_take_it_away(
        self, officer, act, sessions, talk, staff
    ):
        async with unit_of_work(sessions) as session:
            await floor.take(session, talk, staff[OfficerRole.seat])

        assert (await act(officer, "take")).status_code == 422


class TestOthers:
    async def test_whom_a_note_introduces_is_masked_everywhere(
        self, officer, show, act
    ):
        await act(officer, "say", mode="note", words="工友叫周建国，也没发")
        await act(officer, "say", mode="note", words="周建国下午来")

        page = await show(officer)

        assert "周建国" not in page.text
        assert page.text.count("周*国") == 2

    async def test_who_works_here_is_named(self, officer, show, act):
        await act(officer, "say", mode="note", words="请找林晓岚律师")

        assert "请找林晓岚律师" in (await show(officer)).text


class TestCanned:
    """A text counts as used when it is sent, not when it is looked at."""

    @pytest.fixture
    async def text(self, sessions):
        async with unit_of_work(sessions) as session:
            text = CannedText(title="问候", text="{{称呼}}，您好", use=CannedUse.answer)
            session.add(text)
        return text.id

    @pytest.fixture
    def used(self, sessions):
        async def run(key):
            async with sessions() as session:
                return (await session.get_one(CannedText, key)).used

        return run

    async def test_filled_in_is_not_used_yet(self, officer, show, text, used):
        filled = await show(officer, f"/canned/{text}")

        assert "您好" in filled.text
        assert await used(text) == 0

    @pytest.mark.parametrize("mode", ["answer", "note", "ask_worker"])
    async def test_sent_is_used_once(self, officer, act, text, used, mode):
        await act(officer, "say", mode=mode, words="您好", canned=f" {text} {text}")

        assert await used(text) == 1

    async def test_not_sent_is_not_used(self, officer, act, text, used):
        page = await act(officer, "say", mode="answer", words=" ", canned=f"{text}")

        assert page.status_code == 422
        assert f'name="canned" value="{text}"' in page.text
        assert await used(text) == 0

    @pytest.mark.parametrize("odd", ["x", "-1", "9" * 40, "<b>", "٣"])
    async def test_what_is_no_key_is_left_out(self, officer, act, text, used, odd):
        page = await act(officer, "say", mode="note", words="好", canned=odd)

        assert page.status_code == 200
        assert await used(text) == 0

    async def test_of_somebody_else_is_not_counted(
        self, officer, act, sessions, staff, used
    ):
        async with unit_of_work(sessions) as session:
            theirs = CannedText(
                title="我的",
                text="您好",
                use=CannedUse.answer,
                officer_id=staff[OfficerRole.lawyer],
            )
            session.add(theirs)

        await act(officer, "say", mode="note", words="好", canned=f"{theirs.id}")

        assert await used(theirs.id) == 0


class TestParts:
    @pytest.mark.parametrize(
        ("path", "says"),
        [
            ("/stream", "欠薪三个月"),
            ("/facts", "三个月没发工资"),
            ("/aids/assign", "派给谁"),
            ("/aids/change", "类别"),
            ("/aids/articles", "知识库"),
            ("/aids/reckoning", "加班费"),
            ("/reckoning/overtime", "正常工作月工资"),
        ],
    )
    async def test_are_fetched_alone(self, officer, show, path, says):
        answer = await show(officer, path)

        assert answer.status_code == 200
        assert says in answer.text
        assert "<html" not in answer.text

    async def test_figures_come_with_their_article(self, officer, act):
        page = await act(
            officer, "reckoning/overtime", wage="5220", workday="10", day="2026-06-01"
        )

        assert "450" in page.text
        assert "劳动法" in page.text

    async def test_impossible_figures_are_told(self, officer, act):
        page = await act(officer, "reckoning/disability", grade="11", wage="6000")

        assert 'role="alert"' in page.text

    async def test_presence_names_the_others(self, sign_in, act):
        await act(await sign_in(OfficerRole.seat), "here/now")

        page = await act(await sign_in(OfficerRole.supervisor), "here/now")

        assert re.search("林晓岚.*也打开着", page.text)
