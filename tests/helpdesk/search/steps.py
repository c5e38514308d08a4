"""What the tests of the search do again and again."""

from helpdesk.database import read_only, unit_of_work
from helpdesk.models import SearchKind
from helpdesk.scope import Scope
from helpdesk.search import Seeker, Wanted, gather, index_due, judge, question
from helpdesk.tickets import tickets

CITY = Scope()


async def index(sessions):
    while await index_due(sessions):
        pass


async def opened(sessions, subject="拖欠工资", *, path=None, **told):
    async with unit_of_work(sessions) as session:
        ticket = await tickets.open(
            session, category="report_unpaid_wages", subject=subject, **told
        )
        ticket.path = path
    return ticket


async def find(
    sessions, said, *, kind=SearchKind.ticket, scope=CITY, leads=False, **wanted
):
    async with read_only(sessions) as session:
        gathered = await gather(
            session, question(said), Seeker(scope, leads), Wanted(kind, **wanted)
        )
    return judge(gathered)


async def numbers(sessions, said, **wanted):
    found = await find(sessions, said, **wanted)
    return [hit.tickets[0].number for hit in found.hits]
