"""`gonghui sites …`: places that workers go to, made up or from officers' tables."""

import typer

from gonghui.importing import Again, File, Out, Rejects, take_in
from helpdesk.generation import write_sites
from helpdesk.models import ImportKind

sites = typer.Typer(help="Places that workers go to.", no_args_is_help=True)


@sites.command()
def generate(out: Out) -> None:
    """Write synthetic sites as CSV."""
    print(f"{out}: {write_sites(out):,} sites")


@sites.command("import")
def import_sites(file: File, again: Again = False, rejects: Rejects = None) -> None:
    """Take sites in; go on where a stopped import ended."""
    take_in(ImportKind.sites, file, again=again, rejects=rejects)
