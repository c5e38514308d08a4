"""The held-out sentences that are known to be misunderstood, and the strict check.

Training is deterministic: for given data the list is always the same. A change that
mends a sentence deletes its entry; one that breaks another does not go unseen.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import yaml

from gonghui.evaluation.mistakes import Mistake
from language import DataError
from language.catalogue import parse_yaml

HEAD = """\
# Held-out sentences that the model is known to misunderstand: what is expected, what
# it takes them for, and why. `gonghui evaluate --strict` fails when one of them is
# understood (delete it) and when another is not. `gonghui evaluate --list-confusions`
# writes this file anew and keeps the reasons that people wrote.
"""


@dataclass(frozen=True, slots=True)
class Known:
    """A sentence that is known to be misunderstood."""

    file: str
    text: str
    expected: str
    taken: str
    reason: str

    @property
    def place(self) -> tuple[str, str]:
        """Where the sentence stands."""
        return self.file, self.text


def read(path: Path) -> list[Known]:
    """Read the list; where there is none, nothing is known."""
    if not path.exists():
        return []
    try:
        return [Known(**fields) for fields in _list(path)]
    except TypeError as error:
        raise DataError(f"{path}: an entry is wrong: {error}") from error


def _list(path: Path) -> list[dict[str, str]]:
    content = parse_yaml(path) or []
    if not isinstance(content, list):
        raise DataError(f"{path}: holds no list; write `- file: …`")
    return content


def listed(mistakes: Iterable[Mistake], before: Iterable[Known]) -> list[Known]:
    """List mistakes by place; a reason stays for as long as the mistake does."""
    reasons = {(k.place, k.taken): k.reason for k in before}
    found = [
        Known(m.file, m.text, m.expected, m.taken, reason)
        for m in mistakes
        for reason in [reasons.get(((m.file, m.text), m.taken), str(m.kind))]
    ]
    return sorted(found, key=lambda known: known.place)


def write(path: Path, known: Sequence[Known]) -> None:
    """Write the list for reading and editing."""
    entries = (
        yaml.safe_dump([asdict(k)], allow_unicode=True, sort_keys=False, width=1000)
        for k in known
    )
    path.write_text("\n".join([HEAD, *entries]) if known else HEAD + "\n[]\n", "utf-8")


def surprises(mistakes: Iterable[Mistake], known: Iterable[Known]) -> Iterator[str]:
    """Say what the list does not foresee, each with its remedy."""
    made = {(m.file, m.text): m for m in mistakes}
    foreseen = {k.place: k for k in known}
    for place in sorted(made.keys() | foreseen.keys()):
        file, text = place
        if place not in made:
            yield f"{file}: “{text}” is understood now; delete it from the list"
        elif place not in foreseen:
            m = made[place]
            what = f"is taken for {m.taken}, not {m.expected}"
            yield f"{file}: “{text}” {what}; mend it or list it"
        elif made[place].taken != foreseen[place].taken:
            what = f"is taken for {made[place].taken}, not {foreseen[place].taken}"
            yield f"{file}: “{text}” {what} as listed; list it anew"
