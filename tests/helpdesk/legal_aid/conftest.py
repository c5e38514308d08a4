"""A case of unpaid wages, and a lawyer who may take it."""

import pytest
from sqlalchemy import select

from helpdesk.legal_aid import legal_cases
from helpdesk.models import DisputeKind, Lawyer


@pytest.fixture
async def case(session, member):
    return await legal_cases.open(
        session,
        dispute=DisputeKind.unpaid_wages,
        employer="深圳市岚禾电子有限公司",
        member_id=member.id,
        facts={"unpaid_months": "3"},
        claimed_cents=1_800_000,
    )


@pytest.fixture
async def lawyer(session):
    return await session.scalar(select(Lawyer).limit(1))
