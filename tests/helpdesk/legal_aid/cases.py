"""How far a case has come before a test begins."""

from datetime import date

from helpdesk.legal_aid import legal_cases
from helpdesk.models import LegalCaseStatus
from helpdesk.steps import By

OFFICER = By()
DAY = date(2026, 7, 15)


async def reviewing(session, case):
    await legal_cases.apply(session, case)
    await legal_cases.move(session, case, LegalCaseStatus.reviewing, OFFICER)


async def assigned(session, case, lawyer):
    await reviewing(session, case)
    await legal_cases.assign(session, case, lawyer_id=lawyer.id, by=OFFICER)
