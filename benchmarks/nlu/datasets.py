"""What both models are taught and asked: this project's data, and CAIS."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from language import Annotation, Catalogue, Example, Intent
from language.cases import Case, Expected, read_heldout, read_lines
from language.examples import read_folder

NLU_DATA = Path(__file__).parents[2] / "nlu_data"


@dataclass(frozen=True, slots=True)
class Dataset:
    """Examples to teach, sets of cases to ask, and the lists that may be used."""

    name: str
    catalogue: Catalogue
    resources: Path
    examples: tuple[Example, ...]
    cases: dict[str, tuple[Case, ...]]

    @property
    def fingerprint(self) -> str:
        """Tell one set of examples from another."""
        digest = hashlib.sha256()
        for example in self.examples:
            digest.update(repr(example).encode())
        return digest.hexdigest()[:16]


def own(files: Sequence[Path], every: int) -> Dataset:
    """Take every n-th example of nlu_data, its held-out data, and files of cases."""
    skills = sorted((NLU_DATA / "examples").glob("*/"))
    examples = [taught.example for skill in skills for taught in read_folder(skill)]
    cases = {"held out": tuple(read_heldout(NLU_DATA / "heldout"))}
    cases |= {file.stem: tuple(read_lines(file)) for file in files}
    return Dataset(
        name="own",
        catalogue=Catalogue.load(NLU_DATA),
        resources=NLU_DATA,
        examples=tuple(examples[::every]),
        cases=cases,
    )


def cais(folder: Path, no_lists: Path) -> Dataset:
    """Read CAIS (smart-speaker speech, one character and its BIOES label a line).

    It comes without word lists: `no_lists` is an empty folder.
    """
    examples = tuple(_cais(folder, "train"))
    test = tuple(map(_case, _cais(folder, "test")))
    intents = sorted({e.intent for e in examples} | {case.intent for case in test})
    kinds = sorted({a.entity for e in examples for a in e.entities})
    return Dataset(
        name="CAIS",
        catalogue=Catalogue(
            {intent: Intent(intent, intent, "faq", "", "") for intent in intents},
            tuple(kinds),
        ),
        resources=no_lists,
        examples=examples,
        cases={"test": test},
    )


def _cais(folder: Path, part: str) -> Iterator[Example]:
    intents = (folder / f"{part}.intent").read_text("utf-8").split()
    blocks = (folder / f"{part}.txt").read_text("utf-8").split("\n\n")
    sentences = [block.splitlines() for block in blocks if block.strip()]
    for lines, intent in zip(sentences, intents, strict=True):
        text = ""
        marks: list[Annotation] = []
        for line in lines:
            if not line:
                continue
            character, _, label = line.rpartition(" ")
            if label[0] in "BS":
                marks.append(Annotation(label[2:], len(text), len(text)))
            text += character
            if label != "O":
                marks[-1] = replace(marks[-1], end=len(text))
        yield Example(text, intent, entities=tuple(marks))


def _case(example: Example) -> Case:
    marked = tuple(
        Expected(mark.entity, example.text[mark.start : mark.end])
        for mark in example.entities
    )
    return Case(example.text, (example.intent,), entities=marked)


def write_task(dataset: Dataset, path: Path, *, epochs: int) -> None:
    """Write what both sides are to learn."""
    told = {
        "examples": [
            {
                "text": example.text,
                "intent": example.intent,
                "channel": example.channel,
                "entities": [(m.entity, m.start, m.end) for m in example.entities],
            }
            for example in dataset.examples
        ],
        "catalogue": dataset.catalogue.to_json(),
        "resources": str(dataset.resources),
        "epochs": epochs,
    }
    path.write_text(json.dumps(told, ensure_ascii=False), "utf-8")
