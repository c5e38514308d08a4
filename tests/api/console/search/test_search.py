"""The search page, through the real application."""

import pytest

from helpdesk.database import unit_of_work
from helpdesk.models import Audience, AuthorKind, EventKind, OfficerRole, TicketEvent
from helpdesk.search import index_due
from helpdesk.tickets import tickets
from tests.api.console.conftest import NAME, PHONE, token_on, wages

STRANGE = "<script>alert(1)</script>"


@pytest.fixture
def opened(sessions):
    """Put a ticket on record and index it."""

    async def run(subject="鑫盛达拖欠工资", **told):
        async with unit_of_work(sessions) as session:
            ticket = await tickets.open(
                session, category="report_unpaid_wages", subject=subject, **told
            )
        await index(sessions)
        return ticket

    return run


async def index(sessions):
    while await index_due(sessions):
        pass


async def ask(officer, q, *, fragment=False, **form):
    page = await officer.get("/console/search")
    headers = {"HX-Request": "true"} if fragment else {}
    return await officer.post(
        "/console/search",
        data={"q": q, "token": token_on(page), **form},
        headers=headers,
    )


class TestSearch:
    async def test_shows_what_was_found_marked(self, officer, opened):
        ticket = await opened(details={"place": "西乡街道"})

        page = await ask(officer, "工资 西乡")

        assert page.status_code == 200
        assert f"/console/tickets/{ticket.number}" in page.text
        assert "<mark>工资</mark>" in page.text
        assert "<mark>西乡</mark>街道" in page.text

    async def test_gives_htmx_the_results_alone(self, officer, opened):
        await opened()

        part = await ask(officer, "工资", fragment=True)

        assert "<mark>工资</mark>" in part.text
        assert "<html" not in part.text

    async def test_keeps_what_was_asked_out_of_addresses(self, officer, opened):
        await opened()

        page = await officer.get("/console/search", params={"q": "工资"})

        assert "<mark>" not in page.text

    async def test_shows_a_call_with_names_hidden(self, officer, sessions, keep):
        await keep(wages("您好", f"{NAME}，机器漏电了，电话{PHONE}"))
        await index(sessions)

        page = await ask(officer, "漏电")

        assert "<mark>漏电</mark>" in page.text
        assert "/console/calls/1" in page.text
        assert NAME not in page.text
        assert PHONE not in page.text

    async def test_says_what_to_try_where_nothing_is_found(self, officer, opened):
        await opened()

        page = await ask(officer, "工资 龙岗")

        assert "没有找到" in page.text
        assert 'name="q" value="龙岗"' in page.text

    async def test_notices_a_number_that_is_mistyped(self, officer, opened):
        ticket = await opened()
        wrong = ticket.number[:-1] + str((int(ticket.number[-1]) + 1) % 10)

        assert "最后一位对不上" in (await ask(officer, wrong)).text

    @pytest.mark.parametrize(
        "odd",
        [
            "",
            "工",
            STRANGE,
            "'\" OR *",
            "a" * 10_000,
            "😀",
            "\x00\x1b",
            "%00",
            "{{ 7 }}",
        ],
    )
    async def test_takes_whatever_is_typed(self, officer, opened, odd):
        await opened()

        page = await ask(officer, odd)

        assert page.status_code == 200
        assert STRANGE not in page.text

    async def test_shows_what_was_written_as_text(self, officer, opened):
        await opened(f"欠薪{STRANGE}")

        page = await ask(officer, "欠薪 script")

        assert STRANGE not in page.text
        assert "&lt;<mark>script</mark>&gt;" in page.text

    @pytest.mark.parametrize(
        "form",
        [
            {"kind": "x", "state": "y", "period": "z", "after": "now 1"},
            {"after": "2026-01-01T00:00:00+00:00 99999999999999999999"},
            {"after": "2026-01-01T00:00:00 1"},
            {"kind": "call", "state": "open", "period": "year"},
        ],
    )
    async def test_leaves_out_a_filter_that_makes_no_sense(self, officer, form):
        assert (await ask(officer, "工资", **form)).status_code == 200

    async def test_filters(self, officer, opened):
        await opened()

        assert "没有找到" in (await ask(officer, "工资", state="settled")).text
        assert "<mark>" in (await ask(officer, "工资", state="open")).text
        assert "没有找到" in (await ask(officer, "工资", kind="call")).text


class TestRights:
    async def test_show_notes_for_leaders_to_leaders(self, sign_in, opened, sessions):
        ticket = await opened()
        async with unit_of_work(sessions) as session:
            session.add(
                TicketEvent(
                    ticket_id=ticket.id,
                    kind=EventKind.note,
                    author=AuthorKind.officer,
                    text="内部掌握",
                    audience=Audience.leaders,
                )
            )
        await index(sessions)

        seat = await sign_in(OfficerRole.seat)
        leader = await sign_in(OfficerRole.supervisor)

        assert "没有找到" in (await ask(seat, "内部掌握")).text
        assert "<mark>掌握</mark>" in (await ask(leader, "内部掌握")).text

    async def test_put_the_box_on_the_pages_of_who_may(self, sign_in):
        seat = await sign_in(OfficerRole.seat)
        administrator = await sign_in(OfficerRole.administrator)

        assert 'id="seek"' in (await seat.get("/console/calls")).text
        assert 'id="seek"' not in (await administrator.get("/console/calls")).text
