"""`gonghui hotwords`: the domain's hot words, as a recogniser is told them."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from gonghui.hints import ranked
from gonghui.places import NLU_DATA
from speech.hot_words import FORMATS


class Recogniser(StrEnum):
    """Whose recogniser."""

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
    """Write the domain's hot words as FunASR, Aliyun or Tencent takes them."""
    words = ((hint.phrase, hint.weight) for hint in ranked(data))
    text = FORMATS[form].written(words, most=most)
    if out:
        out.write_text(text, "utf-8")
    else:
        print(text, end="")
