"""The chat page and what it loads."""

import os
from pathlib import Path

from fastapi import APIRouter
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.responses import HTMLResponse, Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from api.services import Use
from helpdesk.seed import DEMO_MEMBER

PAGE = Path(__file__).with_name("page")

router = APIRouter()

_templates = Environment(
    loader=FileSystemLoader(PAGE), autoescape=True, undefined=StrictUndefined
)


@router.get("/", response_class=HTMLResponse, include_in_schema=False)
async def page(services: Use) -> str:
    """Serve the page a worker talks on."""
    member = DEMO_MEMBER if services.settings.demo else None
    wechat = member is not None and services.settings.has_wechat
    return _templates.get_template("index.html").render(demo=member, wechat=wechat)


class Assets(StaticFiles):
    """A page's styles and scripts; a browser asks each time whether they changed."""

    def __init__(self, page: Path = PAGE) -> None:
        super().__init__(directory=page / "assets")

    def file_response(
        self,
        full_path: str | os.PathLike[str],
        stat_result: os.stat_result,
        scope: Scope,
        status_code: int = 200,
    ) -> Response:
        """Serve a file without letting an old one live on after an update."""
        response = super().file_response(full_path, stat_result, scope, status_code)
        response.headers["Cache-Control"] = "no-cache"
        return response
