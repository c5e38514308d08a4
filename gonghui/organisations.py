"""`gonghui organisations …`: the tree of unions, made up or from officers' tables."""

from typing import Annotated

import typer

from gonghui.importing import Again, File, Out, Rejects, Seed, take_in
from helpdesk.errors import InvalidInput
from helpdesk.generation import write_organisations
from helpdesk.generation.unions import USUAL
from helpdesk.models import ImportKind

organisations = typer.Typer(help="The tree of unions.", no_args_is_help=True)


@organisations.command()
def generate(
    out: Out,
    count: Annotated[int, typer.Option(min=1, help="how many")] = USUAL,
    seed: Seed = 0,
) -> None:
    """Write a synthetic tree of unions as CSV, parents first."""
    try:
        written = write_organisations(out, count, seed=seed)
    except InvalidInput as error:
        raise typer.BadParameter(str(error)) from None
    print(f"{out}: {written:,} unions")


@organisations.command("import")
def import_organisations(
    file: File, again: Again = False, rejects: Rejects = None
) -> None:
    """Take unions in, parents first; go on where a stopped import ended."""
    take_in(ImportKind.organisations, file, again=again, rejects=rejects)
