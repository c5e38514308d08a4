"""A ticket by hand: proposals, people, and what of theirs is open."""

import re

import pytest
from sqlalchemy import select

from helpdesk import clock
from helpdesk.calls import calls
from helpdesk.database import unit_of_work
from helpdesk.intake import Proposal
from helpdesk.members import members
from helpdesk.models import (
    AuditAction,
    AuditEntry,
    Member,
    OfficerRole,
    Priority,
    Ticket,
    TicketEvent,
    TicketSource,
)
from helpdesk.numbers import id_check_digit
from helpdesk.tickets import tickets
from tests.api.console.conftest import NAME, PHONE, token_on

WORDS = "鑫盛达塑胶厂三个月没发工资，一共一万八"
BODY = "44030019900307000"


@pytest.fixture
async def member(sessions):
    async with unit_of_work(sessions) as session:
        made = Member(name=NAME, phone=PHONE, id_number=BODY + id_check_digit(BODY))
        session.add(made)
        await session.flush()
        return made


@pytest.fixture
def send(officer):
    """Send the sheet, or one of its questions."""

    async def run(path="", follow=True, **fields):
        page = await officer.get("/console/tickets/new")
        form = {"token": token_on(page), **fields}
        return await officer.post(
            f"/console/tickets/new{path}", data=form, follow_redirects=follow
        )

    return run


@pytest.fixture
def proposes(services, monkeypatch):
    """Let the model, which tests do not load, propose something."""

    def run(proposal):
        async def propose(_self, _text):
            return proposal

        monkeypatch.setattr(type(services.proposer), "propose", propose)

    return run


@pytest.fixture
def newest(sessions):
    async def run():
        async with sessions() as session:
            last = select(Ticket).order_by(Ticket.id.desc()).limit(1)
            return (await session.scalars(last)).one_or_none()

    return run


class TestPropose:
    async def test_fills_what_nobody_wrote(self, send, proposes):
        proposes(
            Proposal(
                category="report_unpaid_wages",
                priority=Priority.high,
                details={"employer": "鑫盛达塑胶厂"},
            )
        )

        page = (await send("/propose", words=WORDS)).text

        assert 'value="鑫盛达塑胶厂"' in page
        assert 'value="report_unpaid_wages" selected' in page

    async def test_leaves_alone_what_the_officer_wrote(self, send, proposes):
        proposes(Proposal(details={"employer": "鑫盛达塑胶厂", "headcount": "20"}))

        page = (
            await send(
                "/propose",
                words=WORDS,
                touched="detail-employer",
                **{"detail-employer": "鑫盛达电子厂"},
            )
        ).text

        assert "鑫盛达塑胶厂" not in page
        assert 'value="鑫盛达电子厂"' in page
        assert 'value="20"' in page

    async def test_tells_of_danger_at_once(self, send):
        page = (await send("/propose", words="我不想活了，站在楼顶")).text

        assert "先确认人是不是安全" in page

    async def test_tells_what_is_open_under_the_number(self, send, proposes, sessions):
        async with unit_of_work(sessions) as session:
            known = await tickets.open(
                session,
                category="report_unpaid_wages",
                subject="欠薪三个月",
                contact_phone=PHONE,
            )
        proposes(Proposal(phone=PHONE))

        page = (await send("/propose", words=WORDS)).text

        assert "还有没办完的" in page
        assert known.number in page

    @pytest.mark.parametrize("words", ["", "<script>alert(1)</script>", "字" * 4000])
    async def test_takes_any_words(self, send, words):
        answer = await send("/propose", words=words)

        assert answer.status_code == 200
        assert "<script>" not in answer.text


class TestPerson:
    async def test_is_shown_masked_and_on_record(self, send, member, sessions):
        page = (await send("/person", person=PHONE)).text

        assert "赵*明" in page
        assert NAME not in page
        async with sessions() as session:
            asked = select(AuditEntry).where(AuditEntry.action == AuditAction.looked_up)
            [entry] = await session.scalars(asked)
        assert entry.subject_id == member.id

    @pytest.mark.parametrize("number", ["13800139999", "12345", "赵启明", "1" * 30])
    async def test_nobody_is_told_as_nobody(self, send, member, number):
        answer = await send("/person", person=number)

        assert answer.status_code == 200
        assert "赵" not in answer.text.replace(number, "")


class TestOpen:
    async def test_gives_the_number_to_read_aloud(self, send, newest):
        page = (await send(words=WORDS, category="report_unpaid_wages")).text

        ticket = await newest()
        groups = f"{ticket.number[:6]} {ticket.number[6:9]} {ticket.number[9:]}"
        assert re.search(rf'class="aloud">{groups}<', page)
        assert ticket.source is TicketSource.officer
        assert ticket.details["message"] == WORDS

    async def test_belongs_to_the_member_that_was_looked_up(self, send, newest, member):
        await send(words=WORDS, category="report_overtime", person=PHONE, phone=PHONE)

        ticket = await newest()
        assert ticket.member_id == member.id
        assert ticket.contact_phone == PHONE

    async def test_belongs_to_the_call_that_goes_on(self, send, newest, sessions):
        async with unit_of_work(sessions) as session:
            call = await calls.begin(session, "c-1", caller=PHONE)

        page = (await send(words=WORDS, category="report_overtime", call=call.id)).text

        ticket = await newest()
        assert "工单登记好了" in page
        assert ticket.conversation_id == call.conversation_id
        assert ticket.contact_phone == PHONE
        assert ticket.source is TicketSource.hotline

    async def test_a_call_that_is_over_can_not_be_chosen(self, send, sessions):
        async with unit_of_work(sessions) as session:
            call = await calls.begin(session, "c-1", caller=PHONE)
            call.ended_at = clock.now()

        answer = await send(words=WORDS, category="report_overtime", call=call.id)

        assert answer.status_code == 422

    async def test_can_be_added_to_what_is_open(self, send, sessions, newest):
        async with unit_of_work(sessions) as session:
            known = await tickets.open(
                session, category="report_overtime", subject="加班费"
            )

        await send(words="又打来，说还欠周末的", into=known.number)

        assert (await newest()).id == known.id
        async with sessions() as session:
            last = select(TicketEvent).order_by(TicketEvent.id.desc()).limit(1)
            assert (await session.scalars(last)).one().text == "又打来，说还欠周末的"

    @pytest.mark.parametrize(
        ("changes", "said"),
        [
            ({"words": " "}, "请写几句话"),
            ({"category": ""}, "请选一个类别"),
            ({"phone": "138"}, "号码不对"),
            ({"person": "12345"}, "号码不对"),
            ({"priority": "tomorrow"}, ""),
            ({"call": "x"}, ""),
            ({"into": "261123999999"}, "没有这个工单号"),
            ({"detail-salary_of_boss": "1"}, ""),
            ({"category": "../../etc"}, ""),
        ],
    )
    async def test_what_is_wrong_is_told_and_nothing_is_lost(
        self, send, newest, changes, said
    ):
        form = {"words": WORDS, "category": "report_overtime", "subject": "加班费没给"}

        answer = await send(**(form | changes))

        assert answer.status_code == 422
        assert said in answer.text
        assert "加班费没给" in answer.text
        assert await newest() is None

    async def test_is_not_for_auditors(self, sign_in):
        auditor = await sign_in(OfficerRole.auditor)

        assert (await auditor.get("/console/tickets/new")).status_code == 403

    async def test_nobody_is_looked_up_by_the_way(self, send, sessions, member):
        await send("/propose", words=WORDS, person=PHONE, phone=PHONE)

        async with sessions() as session:
            asked = select(AuditEntry).where(AuditEntry.action == AuditAction.looked_up)
            assert (await session.scalars(asked)).all() == []
            assert await members.by_phone(session, PHONE) is not None
