from datetime import timedelta

import pytest

from helpdesk.conversations import conversations, floor
from helpdesk.database import read_only, unit_of_work
from helpdesk.members import members
from helpdesk.models import (
    Audience,
    AuthorKind,
    ChannelKind,
    EventKind,
    SearchKind,
    TicketEvent,
    TicketStatus,
)
from helpdesk.officers import officers
from helpdesk.scope import NOWHERE, Scope
from helpdesk.seed import DEMO_MEMBER
from helpdesk.tickets import tickets
from helpdesk.transcripts.records import archive
from tests.helpdesk.search.steps import find, index, numbers, opened
from tests.helpdesk.transcripts.records.kept import kept, transcript

STREET = "/1/7/31/"


def marked(hit):
    shown = [hit.title] if hit.title else []
    parts = (part for each in (*shown, *hit.excerpts) for part in each.parts)
    return [part.text for part in parts if part.is_hit]


def shown(found):
    parts = (
        part.text
        for hit in found.hits
        for each in (hit.title, *hit.excerpts)
        if each
        for part in each.parts
    )
    return "".join(parts)


async def note(sessions, ticket, text, audience=Audience.officers):
    async with unit_of_work(sessions) as session:
        event = TicketEvent(
            ticket_id=ticket.id,
            kind=EventKind.note,
            author=AuthorKind.officer,
            text=text,
            audience=audience,
        )
        session.add(event)


class TestWords:
    async def test_are_found_however_the_text_would_be_cut(self, sessions):
        ticket = await opened(sessions, "鑫盛达塑胶厂拖欠我三个月工資")
        await opened(sessions, "公司不给买社保")
        await index(sessions)

        for said in ("工资", "拖欠工资", "盛达", "塑胶厂 工资", "三個月"):
            assert await numbers(sessions, said) == [ticket.number], said
        assert await numbers(sessions, "工伤") == []

    async def test_of_subject_details_and_events_are_found_together(self, sessions):
        ticket = await opened(sessions, "拖欠工资", details={"employer": "鑫盛达"})
        await note(sessions, ticket, "已联系西乡街道")
        await index(sessions)

        found = await find(sessions, "工资 鑫盛达 西乡")

        [hit] = found.hits
        assert marked(hit) == ["工资", "鑫盛达", "西乡"]

    async def test_that_only_look_like_it_to_the_index_are_left_out(self, sessions):
        await opened(sessions, "厂名叫鑫盛，不叫盛达")
        await index(sessions)

        assert await numbers(sessions, "鑫盛达") == []

    async def test_of_letters_and_figures_are_found_whole(self, sessions):
        ticket = await opened(sessions, "ＯＴ费3000元，车牌粤B12345")
        await index(sessions)

        assert await numbers(sessions, "ot 3000") == [ticket.number]
        assert await numbers(sessions, "b12345") == [ticket.number]
        assert await numbers(sessions, "300") == []

    async def test_that_changed_are_found_as_they_are_now(self, sessions):
        ticket = await opened(sessions, "拖欠工资", details={"place": "西乡"})
        await index(sessions)
        async with unit_of_work(sessions) as session:
            session.add(ticket)
            ticket.details = {"place": "南头"}
        await index(sessions)

        assert await numbers(sessions, "南头") == [ticket.number]
        assert await numbers(sessions, "西乡") == []

    @pytest.mark.parametrize(
        "odd", ["'\" OR * NEAR(", "\x00", "😀", "%", "a" * 10_000, "工资" * 5_000, "-"]
    )
    async def test_of_an_odd_question_harm_nothing(self, sessions, odd):
        await opened(sessions)
        await index(sessions)

        await find(sessions, odd)


class TestRights:
    async def test_show_a_street_its_own_tickets(self, sessions):
        here = await opened(sessions, path=STREET)
        await opened(sessions, path="/1/7/32/")
        await opened(sessions)
        await index(sessions)

        assert await numbers(sessions, "工资", scope=Scope(STREET)) == [here.number]
        assert len(await numbers(sessions, "工资", scope=Scope("/1/7/"))) == 2
        assert len(await numbers(sessions, "工资")) == 3
        assert await numbers(sessions, "工资", scope=NOWHERE) == []

    async def test_go_by_where_the_ticket_is_now(self, sessions):
        ticket = await opened(sessions, path=STREET)
        await index(sessions)
        async with unit_of_work(sessions) as session:
            session.add(ticket)
            ticket.path = "/1/8/"

        assert await numbers(sessions, "工资", scope=Scope(STREET)) == []
        await index(sessions)
        found = await numbers(sessions, "工资", scope=Scope("/1/8/"))
        assert found == [ticket.number]

    async def test_keep_notes_for_leaders_from_others(self, sessions):
        ticket = await opened(sessions)
        await note(sessions, ticket, "欠薪大户，内部掌握", Audience.leaders)
        await index(sessions)

        assert await numbers(sessions, "内部掌握") == []
        found = await find(sessions, "工资 内部掌握", leads=True)

        assert [hit.subject_id for hit in found.hits] == [ticket.id]
        assert marked(found.hits[0]) == ["工资", "内部", "掌握"]

    async def test_show_no_leaders_words_in_an_excerpt(self, sessions):
        ticket = await opened(sessions)
        await note(sessions, ticket, "工资的事内部掌握", Audience.leaders)
        await index(sessions)

        assert "掌握" not in shown(await find(sessions, "工资"))

    async def test_hide_a_conversation_without_a_ticket_that_is_seen(self, sessions):
        async with unit_of_work(sessions) as session:
            talk = await conversations.start(session, channel=ChannelKind.web)
            await conversations.receive(
                session, talk, message_id="m1", text="厂里停电停水"
            )
        await index(sessions)
        there = {"kind": SearchKind.conversation}
        assert (await find(sessions, "停电", **there)).hits == []

        ticket = await opened(sessions, "停工", conversation=talk, path=STREET)
        await index(sessions)

        [hit] = (await find(sessions, "停电", **there)).hits
        assert [each.number for each in hit.tickets] == [ticket.number]
        elsewhere = await find(sessions, "停电", scope=Scope("/1/8/"), **there)
        assert elsewhere.hits == []

    async def test_hide_a_call_without_a_ticket_that_is_seen(self, sessions):
        async with unit_of_work(sessions) as session:
            said = transcript("您好", "车间的机器漏电了", call_id="20260715-0001")
            await archive.keep(session, [kept(of=said)])
        await index(sessions)

        [hit] = (await find(sessions, "漏电", kind=SearchKind.call)).hits
        assert marked(hit) == ["漏电"]
        hidden = await find(sessions, "漏电", kind=SearchKind.call, scope=Scope(STREET))
        assert hidden.hits == []


class TestNumbers:
    async def test_of_a_ticket_find_it_in_any_grouping(self, sessions):
        ticket = await opened(sessions)

        grouped = f"{ticket.number[:6]} {ticket.number[6:9]}-{ticket.number[9:]}"

        assert await numbers(sessions, grouped) == [ticket.number]
        assert await numbers(sessions, grouped, scope=Scope(STREET)) == []

    async def test_of_a_member_find_the_tickets(self, sessions):
        async with read_only(sessions) as session:
            member = await members.by_phone(session, DEMO_MEMBER.phone)
        ticket = await opened(sessions, member_id=member.id, path=STREET)
        await opened(sessions)

        for said in (
            DEMO_MEMBER.phone,
            DEMO_MEMBER.id_number,
            DEMO_MEMBER.member_number,
            DEMO_MEMBER.name,
        ):
            [hit] = (await find(sessions, said)).hits
            assert (hit.subject_id, hit.is_named) == (ticket.id, True)
            assert await numbers(sessions, said, scope=Scope("/1/8/")) == []

    async def test_to_call_back_find_the_ticket_and_are_not_shown(self, sessions):
        ticket = await opened(
            sessions, "打13800138009找我", contact_phone="13800138009"
        )
        await index(sessions)

        found = await find(sessions, "138 0013 8009")

        assert [hit.subject_id for hit in found.hits] == [ticket.id]
        assert "13800138009" not in shown(found)


class TestOrder:
    @pytest.mark.usefixtures("time")
    async def test_is_hits_by_freshness(self, sessions, time):
        old = await opened(sessions, "欠薪")
        time.forward(days=400)
        middle = await opened(sessions, "欠薪，欠薪，还是欠薪")
        time.forward(days=3)
        new = await opened(sessions, "欠薪一次，别的说了很多")
        await index(sessions)

        found = await numbers(sessions, "欠薪")

        assert found == [middle.number, new.number, old.number]

    @pytest.mark.usefixtures("time")
    async def test_goes_on_where_a_window_ended(self, sessions, time, monkeypatch):
        from helpdesk.search import service

        short = service.tuning().model_copy(
            update={"window": dict.fromkeys(SearchKind, 2)}
        )
        monkeypatch.setattr(service, "tuning", lambda: short)
        made = []
        for _ in range(5):
            made.append((await opened(sessions)).number)
            time.forward(days=20)
        await index(sessions)

        seen, after = [], None
        for _ in range(3):
            found = await find(sessions, "工资", after=after)
            seen += [hit.tickets[0].number for hit in found.hits]
            after = found.next

        assert sorted(seen) == sorted(made)
        assert after is None

    @pytest.mark.usefixtures("time")
    async def test_leaves_out_what_is_filtered(self, sessions, time):
        old = await opened(sessions)
        time.forward(days=100)
        since = time.at - timedelta(days=1)
        new = await opened(sessions)
        async with unit_of_work(sessions) as session:
            await tickets.move(session, old, to=TicketStatus.open)
        await opened(sessions, "工伤")
        await index(sessions)

        open_ = frozenset({TicketStatus.open})
        assert await numbers(sessions, "工资", statuses=open_) == [old.number]
        time.forward(days=200)
        later = since + timedelta(days=150)
        assert await numbers(sessions, "工资", since=later) == []
        assert set(await numbers(sessions, "工资", since=since)) == {
            old.number,
            new.number,
        }


class TestConversations:
    async def test_are_found_by_what_either_side_said(self, sessions):
        async with unit_of_work(sessions) as session:
            officer = await officers.add(
                session, login="xiaoli", name="小李", password="a-long-password"
            )
            talk = await conversations.start(session, channel=ChannelKind.web)
            await conversations.receive(session, talk, message_id="m1", text="工资三月")
            await conversations.receive(session, talk, message_id="m2", text="在龙岗")
            await floor.queue(session, talk, reason="要人工")
            await floor.take(session, talk, officer.id)
            await floor.answer(session, talk, officer.id, "请带劳动合同来")
        await opened(sessions, conversation=talk)
        await index(sessions)

        [hit] = (
            await find(sessions, "龙岗 工资 合同", kind=SearchKind.conversation)
        ).hits

        assert hit.subject_id == talk.id
        assert marked(hit) == ["工资", "龙岗"]
