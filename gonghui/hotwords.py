"""`gonghui hotwords`: the domain's hot words, as a recogniser is told them."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from gonghui.places import NLU_DATA
from language import hints
from language.examples import read_folder
from language.general import General
from language.resources import Resources
from speech.hot_words import FORMATS


class Recogniser(StrEnum):
    """Whose recogniser; plain is nobody's: phrase, tab, weight from 1 to 10."""

    plain = "plain"
    funasr = "funasr"
    aliyun = "aliyun"
    tencent = "tencent"


def hotwords(
    form: Annotated[
        Recogniser, typer.Option("--format", help="whose recogniser it is for")
    ] = Recogniser.funasr,
    out: Annotated[Path | None, typer.Option(help="a file; none: stdout")] = None,
    most: Annotated[
        int | None,
        typer.Option(min=1, help="how many words; none: as many as it takes"),
    ] = None,
    data: Annotated[
        Path, typer.Option(help="a folder of language data", exists=True)
    ] = NLU_DATA,
) -> None:
    """Write the domain's hot words as a recogniser takes them, the heaviest first."""
    words = ((hint.phrase, hint.weight) for hint in ranked(data))
    text = FORMATS[form].written(words, most=most)
    if out:
        out.write_text(text, "utf-8")
    else:
        print(text, end="")


def ranked(data: Path) -> list[hints.Hint]:
    """Rank the phrases of the language data, the heaviest first."""
    examples = (taught.example for taught in read_folder(data / "examples"))
    return hints.hints(Resources.load(data), examples, General.load())
