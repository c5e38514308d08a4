"""The commands of `gonghui`; each lives in a module of its own.

Exit codes: 0 done, 1 some input was rejected, 2 wrong usage or configuration.
"""

import sys

import typer
from pydantic import ValidationError

from gonghui.ask import ask
from gonghui.chat import chat
from gonghui.evaluate import evaluate
from gonghui.keys import keys
from gonghui.members import members
from gonghui.organisations import organisations
from gonghui.privacy import rights
from gonghui.records import database, officers
from gonghui.serve import serve
from gonghui.sites import sites
from gonghui.train import train
from gonghui.understand import understand
from helpdesk.errors import ConfigurationError
from language import ModelError

app = typer.Typer(
    name="gonghui",
    help="The assistant of the Shenzhen Federation of Trade Unions.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
for command in (serve, chat, understand, train, evaluate, ask):
    app.command()(command)
app.add_typer(database, name="db")
app.add_typer(officers, name="officers")
app.add_typer(members, name="members")
app.add_typer(organisations, name="organisations")
app.add_typer(sites, name="sites")
app.add_typer(keys, name="keys")
app.add_typer(rights, name="privacy")


def main() -> None:
    """Run the command; a wrong configuration is one line and exit code 2."""
    try:
        app()
    except (ConfigurationError, ModelError) as error:
        print(f"gonghui: {error}", file=sys.stderr)
        sys.exit(2)
    except ValidationError as error:
        for fault in error.errors(include_input=False):
            name = "_".join(str(part) for part in fault["loc"]).upper()
            print(f"gonghui: GONGHUI_{name}: {fault['msg']}", file=sys.stderr)
        sys.exit(2)
