"""The console's place in the application."""

from fastapi import FastAPI

from api.chat.pages import Assets
from api.console import desk, doors, staff
from api.console.calls import routes as calls
from api.console.names import names
from api.console.navigation import navigation
from api.console.news import routes as news
from api.console.pages import PAGE, PATH
from api.console.queue import routes as queue
from api.console.queue.words import words as queue_words
from api.console.reports import exports, weekly
from api.console.reports import routes as reports
from api.console.rights import rights, steps
from api.console.search import routes as search
from api.console.ticket import aids, opening, papers, recorded
from api.console.ticket import routes as ticket
from api.console.ticket.words import words as ticket_words
from api.console.words import words

ROUTERS = (
    doors.router,
    *staff.ROUTERS,
    calls.router,
    *desk.ROUTERS,
    news.router,
    search.router,
    reports.router,
    weekly.router,
    exports.router,
    queue.router,
    opening.router,  # before the tickets, whose numbers stand in the same place
    aids.router,
    papers.router,
    recorded.router,
    ticket.router,
)


def install(app: FastAPI) -> None:
    """Add the console's pages; a file of words that is wrong stops the start here."""
    staff.check()
    words(), queue_words(), ticket_words(), names(), rights(), steps(), navigation()
    for router in ROUTERS:
        app.include_router(router)
    app.mount(f"{PATH}/assets", Assets(PAGE))
