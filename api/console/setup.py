"""The console's place in the application."""

from fastapi import FastAPI

from api.chat.pages import Assets
from api.console import desk, doors
from api.console.calls import routes as calls
from api.console.me import authenticator as my_authenticator
from api.console.me import password as my_password
from api.console.me import routes as my_account
from api.console.names import names
from api.console.navigation import navigation
from api.console.news import routes as news
from api.console.pages import PAGE, PATH
from api.console.queue import routes as queue
from api.console.queue.words import words as queue_words
from api.console.rights import rights, steps
from api.console.search import routes as search
from api.console.ticket import aids, papers
from api.console.ticket import routes as ticket
from api.console.ticket.words import words as ticket_words
from api.console.words import words

ROUTERS = (
    my_account.router,
    my_password.router,
    my_authenticator.router,
    doors.router,
    calls.router,
    *desk.ROUTERS,
    news.router,
    search.router,
    queue.router,
    aids.router,
    papers.router,
    ticket.router,
)


def install(app: FastAPI) -> None:
    """Add the console's pages; a file of words that is wrong stops the start here."""
    words(), queue_words(), ticket_words(), names(), rights(), steps(), navigation()
    for router in ROUTERS:
        app.include_router(router)
    app.mount(f"{PATH}/assets", Assets(PAGE))
