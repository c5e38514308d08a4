import json

import pytest
from sqlalchemy import select

from helpdesk.conversations import conversations
from helpdesk.errors import InvalidInput, NotFound
from helpdesk.identity import identity
from helpdesk.models import (
    Audience,
    AuditAction,
    AuditEntry,
    AuthorKind,
    ChannelKind,
    EventKind,
    TicketEvent,
)
from helpdesk.privacy.repository import Person
from helpdesk.privacy.service import privacy
from helpdesk.seed import DEMO_GIG_WORKER, DEMO_MEMBER
from helpdesk.tickets import tickets
from tests.helpdesk.conftest import UNKNOWN_PHONES
from tests.helpdesk.identity.steps import sent_code
from tests.helpdesk.privacy.steps import (
    INTERNAL,
    OPENID,
    REASON,
    SAID,
    by_clerk,
    matters_of,
    talk_of,
    ticket_of,
)


async def export(session, person):
    return await privacy.export(
        session, person, by=await by_clerk(session), reason=REASON
    )


@pytest.mark.usefixtures("time")
class TestFind:
    @pytest.mark.parametrize(
        "said",
        [
            DEMO_MEMBER.phone,
            "+86 138-0013-8000",
            DEMO_MEMBER.id_number,
            DEMO_MEMBER.member_number,
        ],
    )
    async def test_knows_phone_id_number_and_member_number(self, session, member, said):
        person = await privacy.find(session, said)

        assert person == Person(member.id, member.phone)

    async def test_takes_a_phone_that_is_on_nobodys_record(self, session):
        assert await privacy.find(session, UNKNOWN_PHONES[0]) == Person(
            phone=UNKNOWN_PHONES[0]
        )

    @pytest.mark.parametrize(
        ("said", "error"),
        [
            ("440300192001010008", NotFound),
            ("1234567890", NotFound),
            ("", InvalidInput),
            ("张三", InvalidInput),
            ("' OR 1=1 --", InvalidInput),
            ("1" * 500, InvalidInput),
        ],
    )
    async def test_refuses_what_means_nobody(self, session, said, error):
        with pytest.raises(error) as refused:
            await privacy.find(session, said)

        assert said not in str(refused.value) or not said


@pytest.mark.usefixtures("time")
class TestExport:
    async def test_holds_everything_under_chinese_names(self, session, member):
        talk = await talk_of(session, member)
        await ticket_of(session, member, talk)
        await matters_of(session, member)

        book = await export(session, await privacy.find(session, DEMO_MEMBER.phone))

        text = json.dumps(book, ensure_ascii=False)
        assert {
            "会员档案",
            "渠道身份",
            "同意与撤回",
            "会话",
            "聊天内容",
            "工单",
            "工单经过",
            "会员服务卡",
            "法律援助",
            "补助发放",
            "送清凉登记",
            "办理经过",
            "谁处理过您的资料",
        } - set(book) == {"谁处理过您的资料"}  # nobody did so far
        assert DEMO_MEMBER.id_number in text
        assert OPENID in text
        assert book["聊天内容"][0]["您说的"] == SAID
        assert book["会员档案"][0]["会籍状态"] == "在会"
        assert book["会员档案"][0]["所属工会"]
        assert book["法律援助"][0]["追回金额（元）"] == 1234.5
        assert {"之前": "咨询", "之后": "已申请"}.items() <= book["办理经过"][0].items()
        assert book["工单"][0]["详情"]["employer"] == "某某电子厂"

    async def test_shows_no_code_that_is_still_good(self, session, member):
        await talk_of(session, member)

        book = await export(session, Person(member.id, member.phone))

        assert await sent_code(session) not in json.dumps(book)

    async def test_tells_next_time_who_asked_and_why(self, session, member):
        person = Person(member.id, member.phone)
        await export(session, person)

        [entry] = (await export(session, person))["谁处理过您的资料"]

        assert entry["做了什么"] == "导出"
        assert entry["原因"] == REASON
        assert "138****8000" in json.dumps(entry)

    async def test_holds_nothing_of_anybody_else(self, session, member):
        other = await privacy.find(session, DEMO_GIG_WORKER.phone)
        talk = await talk_of(session, member)
        await ticket_of(session, member, talk)
        await matters_of(session, member)

        book = await export(session, other)

        assert set(book) == {"说明", "导出时间", "未包括", "会员档案"}
        assert SAID not in json.dumps(book, ensure_ascii=False)

    async def test_leaves_out_what_officers_note_among_themselves(
        self, session, member
    ):
        ticket = await ticket_of(session, member)
        session.add(
            TicketEvent(
                ticket_id=ticket.id,
                kind=EventKind.note,
                author=AuthorKind.officer,
                text=INTERNAL,
                audience=Audience.officers,
            )
        )
        await session.flush()

        book = await export(session, Person(member.id, member.phone))

        assert INTERNAL not in json.dumps(book, ensure_ascii=False)

    async def test_finds_what_an_unknown_phone_left(self, session):
        phone = UNKNOWN_PHONES[0]
        talk = await conversations.start(
            session, channel=ChannelKind.hotline, source_id=phone
        )
        await conversations.receive(session, talk, message_id="m1", text=SAID)
        await tickets.open(
            session, category="report_overtime", subject="加班", contact_phone=phone
        )

        book = await export(session, Person(phone=phone))

        assert book["渠道身份"][0]["渠道里的号"] == phone
        assert book["聊天内容"][0]["您说的"] == SAID
        assert book["工单"][0]["联系电话"] == phone
        assert "会员档案" not in book

    async def test_of_a_caller_leaves_out_who_was_proved_on_the_same_line(
        self, session, member
    ):
        """A company's telephone: another member's talk is not the caller's."""
        phone = UNKNOWN_PHONES[0]
        talk = await conversations.start(
            session, channel=ChannelKind.hotline, source_id=phone
        )
        await conversations.receive(session, talk, message_id="m1", text=SAID)
        await identity.request_code(
            session, talk, phone=member.phone, id_tail=member.id_number[-4:]
        )
        await identity.confirm_code(session, talk, code=await sent_code(session))

        book = await export(session, Person(phone=phone))

        assert set(book) == {"说明", "导出时间", "未包括"}

    @pytest.mark.parametrize("reason", ["", "   ", "x", "\x00\x00\x00\x00\x00"])
    async def test_needs_a_reason(self, session, member, reason):
        with pytest.raises(InvalidInput, match="say why"):
            await privacy.export(
                session,
                Person(member.id),
                by=await by_clerk(session),
                reason=reason,
            )

        assert (await session.scalars(select(AuditEntry))).all() == []

    async def test_writes_no_number_of_the_person_into_the_log(self, session, member):
        await privacy.export(
            session,
            Person(member.id, member.phone),
            by=await by_clerk(session),
            reason=f"{REASON}，电话{member.phone}",
        )

        [entry] = (await session.scalars(select(AuditEntry))).all()
        assert entry.action is AuditAction.exported
        assert entry.subject_id == member.id
        assert entry.address == "203.0.113.7"
        assert member.phone not in f"{entry.after}{entry.reason}"
