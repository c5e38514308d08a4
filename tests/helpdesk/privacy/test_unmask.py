import pytest
from sqlalchemy import select

from helpdesk.audit import SYSTEM
from helpdesk.errors import InvalidInput, NotFound
from helpdesk.models import AuditAction, AuditEntry
from helpdesk.privacy import Kind
from helpdesk.privacy.service import privacy
from helpdesk.seed import DEMO_MEMBER
from tests.helpdesk.privacy.steps import REASON, by_clerk, clerk


@pytest.mark.usefixtures("time")
class TestUnmask:
    @pytest.mark.parametrize(
        ("kind", "value", "masked"),
        [
            (Kind.phone, DEMO_MEMBER.phone, "138****8000"),
            (Kind.id_number, DEMO_MEMBER.id_number, None),
            (Kind.name, DEMO_MEMBER.name, None),
        ],
    )
    async def test_shows_a_value_and_writes_who_and_why(
        self, session, member, kind, value, masked
    ):
        by = await by_clerk(session)

        shown = await privacy.unmask(session, member, kind, by=by, reason=REASON)

        [entry] = (await session.scalars(select(AuditEntry))).all()
        assert shown == value
        assert entry.action is AuditAction.unmasked
        assert (entry.officer_id, entry.subject_id) == (
            (await clerk(session)).id,
            member.id,
        )
        assert entry.reason == REASON
        assert value not in str(entry.after)
        assert masked is None or entry.after == {"phone": masked}

    @pytest.mark.parametrize("reason", ["", " ", "看看"])
    async def test_needs_a_reason(self, session, member, reason):
        with pytest.raises(InvalidInput, match="say why"):
            await privacy.unmask(
                session,
                member,
                Kind.phone,
                by=await by_clerk(session),
                reason=reason,
            )

    async def test_needs_an_officer(self, session, member):
        with pytest.raises(InvalidInput, match="officer"):
            await privacy.unmask(session, member, Kind.phone, by=SYSTEM, reason=REASON)

    async def test_knows_what_a_member_has(self, session, member):
        with pytest.raises(InvalidInput, match="no card"):
            await privacy.unmask(
                session, member, Kind.card, by=await by_clerk(session), reason=REASON
            )

    async def test_writes_nothing_when_there_is_nothing(self, session, member):
        member.phone = None
        await session.flush()

        with pytest.raises(NotFound):
            await privacy.unmask(
                session, member, Kind.phone, by=await by_clerk(session), reason=REASON
            )

        assert (await session.scalars(select(AuditEntry))).all() == []
