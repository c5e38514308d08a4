"""A person who left traces everywhere, and an officer who may ask for them."""

from helpdesk.audit import Actor
from helpdesk.conversations import Reply, conversations
from helpdesk.models import (
    AidStatus,
    AuthorKind,
    Card,
    ChannelKind,
    Consent,
    ConsentPurpose,
    ConsentState,
    DisputeKind,
    Grant,
    GrantKind,
    LegalCase,
    Officer,
    OfficerRole,
    ReliefRequest,
    Step,
)
from helpdesk.officers import officers
from helpdesk.tickets import tickets
from tests.helpdesk.identity.steps import PHONE, prove

OPENID = "oInventedOpenid0001"
SAID = "老板三个月没发工资，我电话" + PHONE
INTERNAL = "内部备注：先核实单位"
REASON = "本人来函要求"


async def clerk(session) -> Officer:
    found = await officers.by_login(session, "clerk")
    return found or await officers.add(
        session,
        login="clerk",
        name="经办人",
        password="a long enough one",
        role=OfficerRole.case_officer,
    )


async def by_clerk(session) -> Actor:
    officer = await clerk(session)
    return Actor(AuthorKind.officer, officer_id=officer.id, address="203.0.113.7")


async def talk_of(session, member, said=SAID, openid=OPENID):
    """A proved WeChat talk with a message, a code and a consent."""
    talk = await conversations.start(
        session, channel=ChannelKind.wechat, source_id=openid
    )
    message = await conversations.receive(session, talk, message_id="m1", text=said)
    await conversations.answer(session, message, [Reply("好的，" + said)])
    await prove(session, talk, member.phone, member.id_number[-4:])
    session.add(
        Consent(
            member_id=member.id,
            identity_id=talk.identity_id,
            purpose=ConsentPurpose.services,
            state=ConsentState.given,
            channel=ChannelKind.wechat,
            text_version="2026-1",
        )
    )
    await session.flush()
    return talk


async def ticket_of(session, member, talk=None, said=SAID):
    ticket = await tickets.open(
        session,
        category="report_unpaid_wages",
        subject=said,
        details={"employer": "某某电子厂", "said": said},
        conversation=talk,
        message_id="m1" if talk else None,
        member_id=member.id,
        contact_phone=member.phone,
    )
    await tickets.add_note(session, ticket, said, by=AuthorKind.member)
    return ticket


async def matters_of(session, member):
    """A card, a legal case, a grant that was paid, one that was not, cooling goods."""
    case = LegalCase(
        member_id=member.id,
        dispute=DisputeKind.unpaid_wages,
        employer="某某电子厂",
        facts={"said": SAID},
        recovered_cents=123_450,
    )
    paid = Grant(
        kind=GrantKind.warmth,
        year=2026,
        member_id=member.id,
        amount_cents=100_000,
        status=AidStatus.paid,
    )
    refused = Grant(
        kind=GrantKind.warmth,
        year=2025,
        member_id=member.id,
        status=AidStatus.refused,
    )
    relief = ReliefRequest(member_id=member.id, place="某某工地", headcount=30)
    session.add_all([case, paid, refused, relief, Card(member_id=member.id)])
    await session.flush()
    session.add_all(
        [
            Step(
                legal_case_id=case.id,
                before="consultation",
                after="applied",
                author=AuthorKind.member,
                words=SAID,
            ),
            Step(
                relief_request_id=relief.id,
                after="submitted",
                author=AuthorKind.member,
                words=SAID,
            ),
        ]
    )
    await session.flush()
