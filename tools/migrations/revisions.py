"""Revisions as what they say to PostgreSQL, read without a database."""

import io
import re
from dataclasses import dataclass
from pathlib import Path

from alembic.config import Config
from alembic.operations import Operations
from alembic.runtime.migration import MigrationContext
from alembic.script import Script, ScriptDirectory

from helpdesk.models import Base

MADE = re.compile(r"CREATE TABLE (\w+)")
ADDED = re.compile(r"ALTER TABLE (\w+) ADD COLUMN (\w+)")


@dataclass(frozen=True, slots=True)
class Step:
    """One revision: its statements, and the release that a contract waits for."""

    file: str
    name: str
    contract: str | None
    statements: tuple[str, ...]
    unread: str | None = None

    @property
    def made(self) -> frozenset[str]:
        """Return the tables that it makes: nobody uses them yet."""
        found = (MADE.match(statement) for statement in self.statements)
        return frozenset(match[1] for match in found if match)

    def added(self, table: str) -> frozenset[str]:
        """Return the columns that it adds to a table."""
        found = (ADDED.match(statement) for statement in self.statements)
        return frozenset(match[2] for match in found if match and match[1] == table)


def read(folder: Path) -> list[Step]:
    """Read every revision of a folder of migrations, the oldest first."""
    config = Config()
    config.set_main_option("script_location", str(folder))
    scripts = ScriptDirectory.from_config(config)
    return [_step(script) for script in reversed(list(scripts.walk_revisions()))]


def _step(script: Script) -> Step:
    statements: tuple[str, ...] = ()
    unread = None
    try:
        statements = said(script)
    except (AttributeError, TypeError) as error:  # nobody answers
        unread = str(error)
    return Step(
        file=Path(script.path).name,
        name=script.revision,
        contract=getattr(script.module, "contract", None),
        statements=statements,
        unread=unread,
    )


def said(script: Script) -> tuple[str, ...]:
    """Return the statements of a revision's upgrade, each in one line."""
    written = io.StringIO()
    context = MigrationContext.configure(
        dialect_name="postgresql",
        opts={
            "as_sql": True,
            "output_buffer": written,
            "target_metadata": Base.metadata,
        },
    )
    with Operations.context(context):
        script.module.upgrade()
    # Alembic ends each statement with a semicolon and an empty line.
    parts = (" ".join(part.split()) for part in written.getvalue().split(";\n\n"))
    return tuple(part for part in parts if part)
