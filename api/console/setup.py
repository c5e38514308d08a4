"""The console's place in the application."""

from fastapi import FastAPI

from api.chat.pages import Assets
from api.console import doors
from api.console.calls import routes as calls
from api.console.canned import routes as canned
from api.console.names import names
from api.console.navigation import navigation
from api.console.news import routes as news
from api.console.pages import PAGE, PATH
from api.console.queue import routes as queue
from api.console.queue.words import words as queue_words
from api.console.rights import rights
from api.console.words import words

ROUTERS = (
    doors.router,
    calls.router,
    canned.router,
    news.router,
    queue.router,
)


def install(app: FastAPI) -> None:
    """Add the console's pages; a file of words that is wrong stops the start here."""
    words(), names(), rights(), navigation(), queue_words()
    for router in ROUTERS:
        app.include_router(router)
    app.mount(f"{PATH}/assets", Assets(PAGE))
