"""`gonghui members …`: synthetic members, and members from officers' tables."""

from typing import Annotated

import typer

from gonghui.importing import Again, File, Out, Rejects, Seed, take_in
from helpdesk.generation import write_members
from helpdesk.generation.people import MOST
from helpdesk.models import ImportKind

members = typer.Typer(help="Members.", no_args_is_help=True)


@members.command()
def generate(
    count: Annotated[int, typer.Option(min=1, max=MOST, help="how many")],
    out: Out,
    seed: Seed = 0,
) -> None:
    """Write synthetic members, who are nobody, as CSV."""
    print(f"{out}: {write_members(out, count, seed=seed):,} members")


@members.command("import")
def import_members(file: File, again: Again = False, rejects: Rejects = None) -> None:
    """Take members in; go on where a stopped import ended."""
    take_in(ImportKind.members, file, again=again, rejects=rejects)
