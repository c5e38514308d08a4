"""`gonghui db …`: the records, by hand."""

import asyncio
import json
import time
from dataclasses import asdict
from typing import Annotated

import typer
from sqlalchemy.ext.asyncio import AsyncSession

from gonghui.works import in_one_work, ready
from helpdesk import database as engines
from helpdesk import schema
from helpdesk.assignment import assignment
from helpdesk.canned import canned
from helpdesk.config import Settings
from helpdesk.dream_plan import dream_cohorts
from helpdesk.knowledge import knowledge
from helpdesk.macros import macros
from helpdesk.schema import Revision, Standing
from helpdesk.seed import DEMO_MEMBER, seed
from helpdesk.seed.history import lay_out

database = typer.Typer(help="The database.", no_args_is_help=True)


@database.command()
def upgrade() -> None:
    """Bring the schema to the newest revision and the shipped articles in."""
    settings = Settings()
    prepare(settings)
    print(f"{settings.records_url.render_as_string()} is at the newest revision")


@database.command()
def status(
    as_json: Annotated[bool, typer.Option("--json", help="for programs")] = False,
) -> None:
    """Tell where the schema stands; exit code 1 when revisions are to come."""
    settings = ready()
    found = asyncio.run(_standing(settings))
    if as_json:
        print(json.dumps(asdict(found)))
    else:
        print(f"{settings.records_url.render_as_string()}: {_told(found)}")
        for each in found.pending:
            print(f"  {each.name}  {each.does}{_waits(each)}")
    if found.pending:
        raise typer.Exit(1)


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


async def _standing(settings: Settings) -> Standing:
    engine = engines.create_engine(settings)
    try:
        return await schema.standing(engine)
    finally:
        await engine.dispose()


def _told(found: Standing) -> str:
    if found.is_newer:
        return f"at {found.current}, newer than this program, which knows {found.head}"
    if found.pending:
        return f"at {found.current or 'nothing'}, {len(found.pending)} to come"
    return f"at {found.head}, the newest"


def _waits(revision: Revision) -> str:
    if revision.contract is None:
        return ""
    return f"; everywhere must run {revision.contract} or newer"
