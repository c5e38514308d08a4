"""How the console answers: rendered, with its own policy, never as JSON."""

from functools import cache
from pathlib import Path

from fastapi import Request
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.responses import HTMLResponse

from api.console.names import names
from api.console.navigation import ways
from api.console.visit import Visit
from api.console.words import Notice
from api.middleware.headers import FORM_POLICY

PAGE = Path(__file__).with_name("page")
PATH = "/console"
# htmx puts what this server rendered into the page as a string; who could forge that
# could forge the page. Everything else stays as strict as elsewhere.
POLICY = FORM_POLICY.replace("; require-trusted-types-for 'script'", "")
HEADERS = {"Content-Security-Policy": POLICY, "X-Robots-Tag": "noindex"}


def render(
    template: str, *, visit: Visit | None = None, status: int = 200, **facts: object
) -> HTMLResponse:
    """Render one of the console's templates."""
    shown = {"visit": visit, "note": None, "error": None, **facts}
    html = _templates().get_template(f"{template}.html").render(shown)
    return HTMLResponse(html, status, HEADERS)


def notice(
    said: Notice,
    *,
    visit: Visit | None = None,
    status: int,
    is_fragment: bool = False,
) -> HTMLResponse:
    """Say one thing, as a page or into the one that is open."""
    template = "_notice" if is_fragment else "notice"
    return render(template, visit=visit, status=status, notice=said)


def is_fragment(request: Request) -> bool:
    """Tell whether htmx asks, for a part of the page that is open."""
    return "hx-request" in request.headers and "hx-boosted" not in request.headers


@cache
def _templates() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(PAGE),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.update(names=names(), home=PATH, ways=ways)
    return environment
