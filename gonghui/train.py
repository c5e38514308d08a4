"""`gonghui train`: teach the Rasa model when its sources have changed."""

import time
from typing import Annotated

import typer

from gonghui.places import bot_python, models
from gonghui.teaching import NAME, is_current, teach
from helpdesk.config import Settings


def train(
    force: Annotated[bool, typer.Option(help="even when nothing has changed")] = False,
) -> None:
    """Train the Rasa model; does nothing when its sources have not changed."""
    folder = models(Settings())
    if not force and is_current(folder):
        print(f"the model in {folder} is current")
        return
    begun = time.monotonic()
    if code := teach(bot_python(), folder):
        raise typer.Exit(code)
    print(f"trained {folder / NAME}.tar.gz in {time.monotonic() - begun:.0f} s")
