"""The list of tickets, as a browser without a script gets it."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from helpdesk import clock
from helpdesk.casework import presence
from helpdesk.conversations import conversations, floor
from helpdesk.database import unit_of_work
from helpdesk.models import (
    ChannelKind,
    Officer,
    OfficerRole,
    Priority,
    Ticket,
    TicketStatus,
)
from tests.api.console.conftest import token_on
from tests.helpdesk.tickets.made import made, put

DAY = timedelta(days=1)
SCRIPT = "<script>alert(1)</script>"


@pytest.fixture
def keep_tickets(sessions):
    """Put tickets on record and return their numbers."""

    async def run(*tickets):
        async with unit_of_work(sessions) as session:
            return await put(session, *tickets)

    return run


@pytest.fixture
def ticket_of(sessions):
    async def run(number):
        async with sessions() as session:
            found = select(Ticket).where(Ticket.number == number)
            return (await session.scalars(found)).one()

    return run


def numbers_on(page) -> list[str]:
    return re.findall(r'data-number="(\d{12})"', page.text)


async def opened(client, query="view=all"):
    page = await client.get(f"/console/tickets?{query}")
    assert page.status_code == 200, page.text
    return page


class TestList:
    async def test_shows_a_ticket_in_words(self, officer, keep_tickets):
        until = clock.today() - 2 * DAY
        [number] = await keep_tickets(
            made(due_on=until, priority=Priority.urgent, urged=2, escalation=1)
        )

        page = await opened(officer)

        assert numbers_on(page) == [number]
        for words in ("拖欠工资三个月", "超时2天", "紧急", "升级", "催过2次", "未认领"):
            assert words in page.text
        assert f"{number[:6]} {number[6:9]} {number[9:]}" in page.text

    async def test_begins_with_ones_own(self, officer, staff, keep_tickets):
        me = staff[OfficerRole.case_officer]
        [_, mine] = await keep_tickets(made(), made(officer_id=me))

        page = await officer.get("/console/tickets")

        assert numbers_on(page) == [mine]

    async def test_goes_on_over_pages(self, officer, keep_tickets):
        numbers = await keep_tickets(*(made() for _ in range(90)))

        seen, query = [], "view=all"
        while True:
            page = await opened(officer, query)
            seen += numbers_on(page)
            found = re.search(r'rel="next" href="/console/tickets\?([^"]+)"', page.text)
            if not found:
                break
            query = found[1].replace("&amp;", "&")

        assert seen == numbers

    async def test_narrows_down_what_a_view_shows(self, officer, keep_tickets):
        [_, urgent] = await keep_tickets(made(), made(priority=Priority.urgent))

        page = await opened(officer, "view=all&standing=&priority=urgent")

        assert numbers_on(page) == [urgent]
        assert '<option value="urgent" selected>' in page.text

    @pytest.mark.parametrize(
        "query",
        [
            "view=nothing",
            "view=all&priority=huge",
            "view=all&after=nonsense",
            "view=all&organisation_id=%00",
            f"view={SCRIPT}",
            f"view=all&category={SCRIPT}",
        ],
    )
    async def test_leaves_out_what_makes_no_sense(self, officer, query):
        page = await opened(officer, query)

        assert "看不懂" in page.text
        assert SCRIPT not in page.text

    async def test_a_union_that_is_none_is_not_found(self, officer):
        page = await officer.get("/console/tickets?organisation_id=99999")

        assert page.status_code == 404

    async def test_a_subject_runs_nothing(self, officer, keep_tickets):
        await keep_tickets(made(subject=SCRIPT))

        page = await opened(officer)

        assert SCRIPT not in page.text
        assert "&lt;script&gt;" in page.text

    async def test_counts_what_is_in_the_views(self, officer, keep_tickets):
        await keep_tickets(
            *(made(due_on=clock.today() + days * DAY) for days in (0, -1, 9))
        )

        page = await opened(officer)

        counts = dict(
            re.findall(r'view=([\w-]+)"[^>]*>[^<]+<b[^>]*>([^<]+)<', page.text)
        )
        assert counts["today"] == "1"
        assert counts["overdue"] == "1"
        assert counts["nobody"] == counts["all"] == "3"


class TestUpdate:
    async def test_gives_rows_that_were_changed_and_what_is_new(
        self, officer, keep_tickets
    ):
        [shown, other] = await keep_tickets(made(), made())
        await keep_tickets(made(), made(status=TicketStatus.closed))

        answer = await officer.get(
            f"/console/tickets/update?view=all&listed={shown}.{other}&changed={shown}"
        )

        assert numbers_on(answer) == [shown]
        assert 'hx-swap-oob="true"' in answer.text
        assert "有 1 件新的" in answer.text

    async def test_takes_away_what_is_not_seen_any_more(self, officer):
        answer = await officer.get(
            "/console/tickets/update?view=all&listed=260715000017&changed=260715000017"
        )

        assert '<tr id="t260715000017" hx-swap-oob="delete">' in answer.text

    async def test_gives_no_row_that_was_not_listed(self, officer, keep_tickets):
        [number] = await keep_tickets(made())

        answer = await officer.get(f"/console/tickets/update?changed={number}")

        assert numbers_on(answer) == []

    async def test_is_no_use_of_the_session(self, officer, sessions, monkeypatch):
        later = clock.now() + timedelta(minutes=29)
        monkeypatch.setattr(clock, "now", lambda: later)
        unasked = {"X-Unasked": "1", "HX-Request": "true"}
        assert (
            await officer.get("/console/tickets/update", headers=unasked)
        ).status_code == 200

        end = later + timedelta(minutes=2)
        monkeypatch.setattr(clock, "now", lambda: end)

        answer = await officer.get("/console/tickets")
        assert answer.status_code == 303


class TestBulk:
    @pytest.fixture
    def act(self, officer):
        async def run(*numbers, client=officer, fragment=False, **form):
            page = await client.get("/console/tickets?view=all")
            said = {"token": token_on(page), "here": "view=all", "number": numbers}
            headers = {"HX-Request": "true"} if fragment else {}
            answer = await client.post(
                "/console/tickets/bulk", data=said | form, headers=headers
            )
            if answer.status_code == 303:  # what a browser without a script does
                return await client.get(answer.headers["location"])
            return answer

        return run

    async def test_claims_and_says_of_each_how_it_went(
        self, act, sign_in, keep_tickets, ticket_of, staff
    ):
        [mine, taken, done] = await keep_tickets(
            made(), made(), made(status=TicketStatus.closed)
        )
        seat = await sign_in(OfficerRole.seat)
        await act(taken, client=seat, do="claim")

        page = await act(mine, taken, done, "260715000017", do="claim")

        assert "认领了1件" in page.text
        assert "3件没有" in page.text
        assert "同事正在办" in page.text
        assert "现在的状态不能这样做" in page.text
        assert "没有这张工单" in page.text
        assert (await ticket_of(mine)).claimed_until is not None

    async def test_names_the_colleague_on_the_open_page(
        self, act, sign_in, keep_tickets
    ):
        [taken] = await keep_tickets(made())
        await act(taken, client=await sign_in(OfficerRole.seat), do="claim")

        assert "林晓岚正在办" in (await act(taken, do="claim", fragment=True)).text

    async def test_a_reload_does_nothing_again(self, officer, act, keep_tickets):
        [number] = await keep_tickets(made())

        page = await act(number, do="note", words="已联系")
        again = await officer.get(str(page.url))

        assert page.request.method == "GET"
        assert "view=all" in str(page.url)
        assert "已联系" not in str(page.url)
        assert again.status_code == 200

    @pytest.mark.parametrize(
        "told",
        ["did=burn&done=1", "did=claim&done=<b>&not=x-y", "did=claim&not=1-claimed"],
    )
    async def test_an_address_tells_only_what_it_can(self, officer, told):
        page = await officer.get(f"/console/tickets?{told}")

        assert page.status_code == 200
        assert "<b>&" not in page.text

    async def test_what_is_no_number_stays_out_of_the_address(self, act):
        page = await act("x" * 5000, do="claim")

        assert len(str(page.url)) < 200
        assert "一件也没有做成" in page.text

    async def test_takes_a_claim_back(self, act, keep_tickets, ticket_of):
        numbers = await keep_tickets(made(), made())
        page = await act(*numbers, do="claim", fragment=True)
        assert f'value="{" ".join(numbers)}"' in page.text

        page = await act(undo=" ".join(numbers), fragment=True)

        assert "放回了2件" in page.text
        for number in numbers:
            assert (await ticket_of(number)).claimed_by_id is None

    async def test_gives_the_rows_as_they_are_now(self, act, keep_tickets):
        [number] = await keep_tickets(made())

        page = await act(number, do="claim", fragment=True)

        assert numbers_on(page) == [number]
        assert "我在办" in page.text
        assert "<html" not in page.text

    async def test_assigns(self, act, keep_tickets, staff):
        [number] = await keep_tickets(made())

        page = await act(number, do="assign", officer_id=staff[OfficerRole.seat])

        assert "派出了1件" in page.text

    async def test_changes_the_priority_closes_and_notes(self, act, keep_tickets):
        [number, done] = await keep_tickets(made(), made(status=TicketStatus.resolved))

        assert "改了1件" in (await act(number, do="priority", new_priority="high")).text
        assert "1件加了内部记录" in (await act(number, do="note", words="已联系")).text
        assert "关闭了1件" in (await act(done, do="close")).text

    @pytest.mark.parametrize(
        "form",
        [
            {"do": "note", "words": " "},
            {"do": "assign", "officer_id": ""},
            {"do": "assign", "officer_id": "9" * 30},
            {"do": "priority", "new_priority": "huge"},
        ],
    )
    async def test_says_what_is_missing(self, act, keep_tickets, form):
        [number] = await keep_tickets(made())

        page = await act(number, **form)

        assert "没有写全" in page.text

    async def test_knows_no_other_deed(self, act, keep_tickets):
        [number] = await keep_tickets(made())

        assert (await act(number, do="burn")).status_code == 404


class TestViews:
    async def test_are_kept_and_dropped(self, officer, keep_tickets):
        [urgent, _] = await keep_tickets(made(priority=Priority.urgent), made())
        page = await opened(officer)
        form = {
            "token": token_on(page),
            "here": "view=all&standing=&priority=urgent",
            "name": "特急",
        }

        saved = await officer.post("/console/views", data=form)
        page = await officer.get(saved.headers["location"])

        assert saved.status_code == 303
        assert numbers_on(page) == [urgent]
        assert "特急" in page.text
        key = saved.headers["location"].rpartition("=")[2]
        await officer.post(f"/console/views/{key}/drop", data=form)
        assert "特急" not in (await opened(officer)).text

    async def test_need_a_name(self, officer):
        page = await opened(officer)
        form = {"token": token_on(page), "here": "view=all", "name": " "}

        answer = await officer.post("/console/views", data=form)

        assert answer.status_code == 422
        assert "起个名字" in answer.text

    async def test_a_supervisor_shares_them(self, sign_in, officer):
        leader = await sign_in(OfficerRole.supervisor)
        page = await opened(leader)
        form = {
            "token": token_on(page),
            "here": "view=all&standing=todo",
            "name": SCRIPT[:20],
            "share": "1",
        }

        await leader.post("/console/views", data=form)

        page = await opened(officer)
        assert "&lt;script&gt;" in page.text
        assert "<script>alert" not in page.text


class TestPresence:
    async def test_tells_who_looks_at_a_ticket(
        self, officer, keep_tickets, sessions, staff
    ):
        ticket = made()
        await keep_tickets(ticket)
        async with unit_of_work(sessions) as session:
            other = await session.get_one(Officer, staff[OfficerRole.seat])
            other.name = "王敏"
            await presence.seen(session, ticket.id, other.id)
            await presence.seen(session, ticket.id, staff[OfficerRole.case_officer])

        assert "王敏正在看" in (await opened(officer)).text


class TestWaiting:
    async def test_shows_who_waits_danger_first(self, officer, sessions):
        async with unit_of_work(sessions) as session:
            for reason in ("想找真人", "有人要跳楼"):
                talk = await conversations.start(session, channel=ChannelKind.web)
                is_urgent = reason != "想找真人"
                await floor.queue(session, talk, reason=reason, urgent=is_urgent)

        page = await officer.get("/console/tickets/waiting")

        assert page.text.index("有人要跳楼") < page.text.index("想找真人")
        assert "2 位职工" in page.text
