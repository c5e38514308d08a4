"""The commands of `gonghui`; each lives in a module of its own.

Exit codes: 0 done, 1 some input was rejected, 2 wrong usage or configuration.
"""

import sys
from importlib import import_module
from typing import Any

import typer
from pydantic import ValidationError
from typer.core import TyperCommand, TyperGroup
from typer.main import get_command, get_group

from helpdesk.errors import ConfigurationError, NumbersSpared, SchemaBusy

COMMANDS = {
    "serve": (
        "gonghui.serve:serve",
        "Run bot, actions, api and worker; Ctrl-C stops them all.",
    ),
    "cluster": (
        "gonghui.cluster.command:cluster",
        "Run what compose.yaml describes without containers; Ctrl-C stops it all.",
    ),
    "worker": (
        "gonghui.worker:worker",
        "Send what is due and clear what is over; several may share the work.",
    ),
    "evidence": ("gonghui.evidence:evidence", "Pictures and files of a ticket."),
    "outbox": ("gonghui.outbox:outbox", "What could not be sent."),
    "chat": (
        "gonghui.chat:chat",
        "Talk to the assistant in the terminal; Ctrl-D or an empty /quit ends it.",
    ),
    "understand": (
        "gonghui.understand:understand",
        'Understand questions: {"id", "text", "channel"?, "nbest"?} a line. No server.',
    ),
    "train": (
        "gonghui.train:train",
        "Train the Rasa model; does nothing when its sources have not changed.",
    ),
    "evaluate": (
        "gonghui.evaluate:evaluate",
        "Report accuracy on the held-out data, or on labelled JSONL files given.",
    ),
    "hotwords": (
        "gonghui.hotwords:hotwords",
        "Write the domain's hot words as a recogniser takes them, the heaviest first.",
    ),
    "ask": (
        "gonghui.ask:ask",
        'Ask every question of FILE ({"id", "text", "intent"?, "alt"?} a line).',
    ),
    "doctor": (
        "gonghui.doctor.commands:doctor",
        "Look at everything an operator can get wrong, and say what to do about it.",
    ),
    "db": ("gonghui.records:database", "The database."),
    "backup": (
        "gonghui.backups.commands:backup",
        "Copy records and files as they are at one moment; nobody has to stop.",
    ),
    "restore": (
        "gonghui.backups.commands:restore",
        "Bring a backup back into an empty database; the assistant stands still.",
    ),
    "backups": ("gonghui.backups.commands:backups", "The backups there are."),
    "officers": ("gonghui.officers:officers", "Officers' accounts."),
    "tokens": (
        "gonghui.tokens:tokens",
        "Other programs' keys to the REST interface.",
    ),
    "members": ("gonghui.members:members", "Members."),
    "organisations": ("gonghui.organisations:organisations", "The tree of unions."),
    "sites": ("gonghui.sites:sites", "Places that workers go to."),
    "transcripts": ("gonghui.transcripts:transcripts", "Call transcripts."),
    "trace": (
        "gonghui.trace:trace",
        "Show what every process logged about a ticket's messages, oldest first.",
    ),
    "search": ("gonghui.search:search", "What texts are found by."),
    "keys": ("gonghui.keys:keys", "The keys of sealed records."),
    "secrets": (
        "gonghui.secret_files:secrets",
        "The secrets of an installation, a file each.",
    ),
    "nginx": (
        "gonghui.nginx:nginx",
        "Write the configuration of nginx in front of the api's processes.",
    ),
    "wechat": (
        "gonghui.wechat.commands:wechat",
        "The WeChat account: its menu, and a doctor for its settings.",
    ),
    "privacy": (
        "gonghui.privacy:rights",
        "A person's rights over the own data.",
    ),
}
"""Where each command lives, and what the list says of it.

A module is loaded when its command is called: some need spaCy, which takes seconds.
"""


class Commands(TyperGroup):
    """The commands by name; a listing loads none of them."""

    def __init__(self, **attributes: Any) -> None:  # noqa: ANN401 - as Typer gives
        super().__init__(**attributes)
        for name, (_, told) in COMMANDS.items():
            self.add_command(TyperCommand(name, help=told))

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:  # noqa: ANN401 - Typer's own click
        """Find the command that is called, and load it."""
        name, command, rest = super().resolve_command(ctx, args)
        return name, load(name) if name else command, rest


def load(name: str) -> Any:  # noqa: ANN401 - Typer's own click
    """Load a command or a group of commands."""
    module, attribute = COMMANDS[name][0].split(":")
    found = getattr(import_module(module), attribute)
    if isinstance(found, typer.Typer):
        return get_group(found)
    alone = typer.Typer(add_completion=False)
    alone.command(name)(found)
    return get_command(alone)


app = typer.Typer(
    name="gonghui",
    cls=Commands,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


@app.callback()
def about() -> None:
    """The assistant of the Shenzhen Federation of Trade Unions."""


def main() -> None:
    """Run the command; a wrong configuration is one line and exit code 2."""
    try:
        app()
    except (ConfigurationError, NumbersSpared, SchemaBusy) as error:
        _end(str(error))
    except ValidationError as error:
        for fault in error.errors(include_input=False):
            name = "_".join(str(part) for part in fault["loc"]).upper()
            print(f"gonghui: GONGHUI_{name}: {fault['msg']}", file=sys.stderr)
        sys.exit(2)
    except Exception as error:
        from language import DataError, ModelError  # only now: it loads spaCy

        if not isinstance(error, DataError | ModelError):
            raise
        _end(str(error))


def _end(why: str) -> None:
    print(f"gonghui: {why}", file=sys.stderr)
    sys.exit(2)
