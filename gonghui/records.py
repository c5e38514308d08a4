"""`gonghui db …` and `gonghui officers …`: the records, by hand."""

import asyncio
import sys
import time
from functools import partial
from typing import Annotated

import typer
from sqlalchemy.ext.asyncio import AsyncSession

from gonghui.works import in_one_work
from helpdesk import database as engines
from helpdesk.assignment import assignment
from helpdesk.canned import canned
from helpdesk.config import Settings
from helpdesk.dream_plan import dream_cohorts
from helpdesk.errors import Conflict, InvalidInput
from helpdesk.knowledge import knowledge
from helpdesk.macros import macros
from helpdesk.models import OfficerRole
from helpdesk.officers import officers as officer_service
from helpdesk.seed import DEMO_MEMBER, seed
from helpdesk.seed.history import lay_out

database = typer.Typer(help="The database.", no_args_is_help=True)
officers = typer.Typer(help="Officers' accounts.", no_args_is_help=True)


@database.command()
def upgrade() -> None:
    """Bring the schema to the newest revision and the shipped articles in."""
    settings = Settings()
    prepare(settings)
    print(f"{settings.records_url.render_as_string()} is at the newest revision")


@database.command("seed")
def seed_demo(
    members: Annotated[int, typer.Option(min=1, max=100_000)] = 2000,
) -> None:
    """Fill the database with demo data; what is there already stays."""
    begun = time.perf_counter()
    seed(Settings(), members=members)
    seconds = time.perf_counter() - begun
    print(f"demo data are in, {seconds:.1f} s; try {DEMO_MEMBER.phone}")


@officers.command("add")
def add_officer(
    login: str,
    name: Annotated[str, typer.Option(prompt=True, help="the name that is shown")],
    role: OfficerRole = OfficerRole.case_officer,
) -> None:
    """Add an officer's account; the password is asked for, or a line of stdin."""
    settings = Settings()
    engines.upgrade(settings)
    add = partial(
        officer_service.add, login=login, name=name, password=_password(), role=role
    )
    try:
        asyncio.run(in_one_work(settings, add))
    except (Conflict, InvalidInput) as error:
        raise typer.BadParameter(str(error)) from None
    print(f"officer {login} ({role}) may sign in")


def _password() -> str:
    """Ask for a password; never in the arguments, where every process can read it."""
    if sys.stdin.isatty():
        asked: str = typer.prompt("Password", hide_input=True, confirmation_prompt=True)
        return asked
    return sys.stdin.readline().rstrip("\r\n")


def prepare(settings: Settings) -> None:
    """Make a database ready to answer: schema, articles, in demo mode members."""
    if settings.demo:
        seed(settings)
        asyncio.run(in_one_work(settings, lay_out))
        return
    engines.upgrade(settings)
    asyncio.run(in_one_work(settings, _load_shipped))


async def _load_shipped(session: AsyncSession) -> None:
    """Bring in what comes with the program: articles, years, canned texts."""
    await knowledge.load(session)
    await dream_cohorts.load(session)
    await canned.load(session)
    await macros.load(session)  # they name canned texts
    await assignment.load(session)
