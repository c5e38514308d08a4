"""`gonghui db …`: the records, by hand."""

import asyncio
import time
from typing import Annotated

import typer
from sqlalchemy.ext.asyncio import AsyncSession

from gonghui.works import in_one_work
from helpdesk import database as engines
from helpdesk.assignment import assignment
from helpdesk.canned import canned
from helpdesk.config import Settings
from helpdesk.dream_plan import dream_cohorts
from helpdesk.knowledge import knowledge
from helpdesk.macros import macros
from helpdesk.seed import DEMO_MEMBER, seed
from helpdesk.seed.history import lay_out

database = typer.Typer(help="The database.", no_args_is_help=True)


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
