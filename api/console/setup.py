"""The console's place in the application."""

from fastapi import FastAPI

from api.chat.pages import Assets
from api.console import doors
from api.console.calls import routes as calls
from api.console.names import names
from api.console.navigation import navigation
from api.console.pages import PAGE, PATH
from api.console.reports import routes as reports
from api.console.reports import weekly
from api.console.rights import rights
from api.console.words import words

ROUTERS = (doors.router, calls.router, reports.router, weekly.router)


def install(app: FastAPI) -> None:
    """Add the console's pages; a file of words that is wrong stops the start here."""
    words(), names(), rights(), navigation()
    for router in ROUTERS:
        app.include_router(router)
    app.mount(f"{PATH}/assets", Assets(PAGE))
