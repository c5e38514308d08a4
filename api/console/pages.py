"""How the console answers: rendered, with its own policy, never as JSON."""

from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.responses import HTMLResponse

from api.console.names import names
from api.console.visit import Visit
from api.console.words import Notice
from api.middleware.headers import FORM_POLICY

PAGE = Path(__file__).with_name("page")
PATH = "/console"
POLICY = FORM_POLICY.replace("script-src 'self'; ", "")  # there is none to run
HEADERS = {"Content-Security-Policy": POLICY, "X-Robots-Tag": "noindex"}


def render(
    template: str, *, visit: Visit | None = None, status: int = 200, **facts: object
) -> HTMLResponse:
    """Render one of the console's templates."""
    shown = {"visit": visit, "note": None, "error": None, **facts}
    html = _templates().get_template(f"{template}.html").render(shown)
    return HTMLResponse(html, status, HEADERS)


def notice(said: Notice, *, visit: Visit | None = None, status: int) -> HTMLResponse:
    """Say one thing."""
    return render("notice", visit=visit, status=status, notice=said)


@cache
def _templates() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(PAGE),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.update(names=names(), home=PATH)
    return environment
