"""`gonghui hints`: what a speech recogniser should listen for."""

from pathlib import Path
from typing import Annotated

import typer

from gonghui.places import NLU_DATA
from language import hints as phrases
from language.examples import read_folder
from language.general import General
from language.resources import Resources


def hints(
    out: Annotated[Path | None, typer.Option(help="a file; none: stdout")] = None,
    most: Annotated[
        int, typer.Option(min=1, help="how many phrases; recognisers have limits")
    ] = 1000,
    data: Annotated[
        Path, typer.Option(help="a folder of language data", exists=True)
    ] = NLU_DATA,
) -> None:
    """Write the domain's hot words for a recogniser: phrase, tab, weight (1 to 10)."""
    heaviest = ranked(data)[:most]
    text = "".join(f"{hint.phrase}\t{hint.weight}\n" for hint in heaviest)
    if out:
        out.write_text(text, "utf-8")
    else:
        print(text, end="")


def ranked(data: Path) -> list[phrases.Hint]:
    """Rank the phrases of the language data, the heaviest first."""
    examples = (taught.example for taught in read_folder(data / "examples"))
    return phrases.hints(Resources.load(data), examples, General.load())
