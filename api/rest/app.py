"""The REST interface: an application of its own below ``/api/v1``."""

from collections.abc import Sequence
from typing import Annotated, Any

from fastapi import APIRouter, FastAPI, Path, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from api.errors import ApiError
from api.rest import articles, events, organisations, tickets, webhooks
from api.rest.gate import RestRoute
from api.rest.problems import (
    OF_STATUS,
    TYPES,
    Problem,
    answered,
    flaws,
    name_of,
    problem,
    problems,
)
from api.rest.schema import schema_of
from api.telemetry import QUIET
from helpdesk.errors import HelpdeskError, NotFound, TooOften

PREFIX = "/api/v1"
ROUTERS = (
    tickets.router,
    events.router,
    organisations.router,
    articles.router,
    webhooks.router,
)

explained = APIRouter(prefix="/problems", route_class=RestRoute, tags=["problems"])


@explained.get("")
async def list_problems() -> list[Problem]:
    """List every problem that an operation may answer with."""
    return [_described(slug) for slug in problems()]


@explained.get("/{slug}", responses=answered("not-found", "invalid"))
async def show_problem(
    slug: Annotated[str, Path(pattern=r"^[a-z-]{1,40}$")],
) -> Problem:
    """Tell what a problem's type means."""
    if slug not in problems():
        raise NotFound("no such problem")
    return _described(slug)


def create() -> FastAPI:
    """Make the application; what it works with is put into its state at the start."""
    app = FastAPI(
        title="深圳市总工会 12351 职工服务助手 · REST",
        version="1",
        docs_url=None,  # FastAPI's pages load scripts from elsewhere
        redoc_url=None,
        telemetry=QUIET,
        redirect_slashes=False,
    )
    for router in (*ROUTERS, explained):
        app.include_router(router)
    _answer_problems(app)
    app.openapi = lambda: schema_of(app)  # type: ignore[method-assign]  # as FastAPI documents
    return app


def too_large() -> JSONResponse:
    """Refuse a body by its declared length."""
    return problem("too-large")


def _answer_problems(app: FastAPI) -> None:
    @app.exception_handler(HelpdeskError)
    @app.exception_handler(ApiError)
    async def refused(_: Request, error: Exception) -> JSONResponse:
        slug = name_of(error)
        if slug == "failed":
            raise error  # is logged, and answered below
        return problem(slug, hint=_hint(error), headers=_headers(error))

    @app.exception_handler(RequestValidationError)
    async def invalid(_: Request, error: RequestValidationError) -> JSONResponse:
        found: Sequence[Any] = error.errors()
        return problem("invalid", errors=flaws(found))

    @app.exception_handler(HTTPException)
    async def declined(_: Request, error: HTTPException) -> JSONResponse:
        slug = OF_STATUS.get(error.status_code, "bad-request")
        return problem(slug, headers=error.headers)

    @app.exception_handler(Exception)
    async def failed(_: Request, __: Exception) -> JSONResponse:
        return problem("failed")


def _hint(error: Exception) -> str | None:
    """Return what an error says to developers; it never holds what was sent."""
    return str(error) or None if isinstance(error, HelpdeskError) else None


def _headers(error: Exception) -> dict[str, str]:
    if isinstance(error, TooOften):
        return {"Retry-After": str(error.seconds)}
    if name_of(error).startswith("token-"):
        return {"WWW-Authenticate": "Bearer"}
    return {}


def _described(slug: str) -> Problem:
    entry = problems()[slug]
    return Problem(
        type=f"{TYPES}{slug}",
        title=entry.title,
        status=entry.status,
        detail=entry.detail,
    )
