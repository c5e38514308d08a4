"""Demo data: everything a fresh installation is tried with."""

from helpdesk.assignment import assignment
from helpdesk.canned import canned
from helpdesk.config import Settings
from helpdesk.database import (
    create_engine,
    create_sessions,
    run_in_thread,
    unit_of_work,
    upgrade,
)
from helpdesk.dream_plan import dream_cohorts
from helpdesk.errors import ConfigurationError
from helpdesk.knowledge import knowledge
from helpdesk.macros import macros
from helpdesk.seed.filling import Filler


def seed(settings: Settings, members: int = 2000) -> None:
    """Fill the database with demo data; what is there already stays.

    Raises:
        ConfigurationError: The database is a production database.
    """
    if settings.is_production:
        raise ConfigurationError("demo data is refused in a PostgreSQL database")
    upgrade(settings)
    fill(settings, members)


def fill(settings: Settings, members: int) -> None:
    """Put demo data into a migrated database of any kind; tests need that."""
    run_in_thread(lambda: _fill(settings, members))


async def _fill(settings: Settings, members: int) -> None:
    engine = create_engine(settings)
    try:
        async with unit_of_work(create_sessions(engine)) as session:
            filler = Filler(session)
            await filler.organisations()
            await filler.staff()
            await filler.sites()
            await filler.lawyers()
            await filler.members(members)
            await knowledge.load(session)
            await dream_cohorts.load(session)
            await canned.load(session)
            await macros.load(session)  # they name canned texts
            await assignment.load(session)
    finally:
        await engine.dispose()
