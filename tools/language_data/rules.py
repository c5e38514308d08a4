"""The gates: each is a generator of findings, its docstring the rule it holds.

A finding is one line, `file: what; remedy`.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

from language.catalogue import read_yaml
from language.characters import fold
from language.examples import Taught
from language.ideas import GAP
from language.numerals import SPOKEN
from tools.language_data.data import LanguageData, key
from tools.language_data.nearness import NearIndex

FEWEST_TAUGHT, FEWEST_HELD_OUT = 30, 8
LEAST_SPOKEN = 0.2  # a fifth of an intent's examples; calls are a third of the traffic
MOST_PARTS = 3  # of a phrase with gaps
NOBODYS_PHONE = "1380013"
OLDEST_BIRTH_YEAR = 1930  # nobody born before is a worker

Rule = Callable[[LanguageData], Iterator[str]]


def misplaced(data: LanguageData) -> Iterator[str]:
    """A file is named for its intent and lies in its skill's folder."""
    for path, intents in _intents_by_file(data).items():
        for intent in sorted(intents):
            known = data.catalogue.intents.get(intent)
            if known is None:
                remedy = "name it in intents.yml or correct the name"
                yield f"{data.name(path)}: {intent} is no intent; {remedy}"
            elif (path.parent.name, path.stem) != (known.skill, intent):
                right = f"{known.skill}/{intent}.yml"
                yield f"{data.name(path)}: teaches {intent}; move it to {right}"


def _intents_by_file(data: LanguageData) -> dict[Path, set[str]]:
    files: dict[Path, set[str]] = {}
    for taught in data.every_line():
        files.setdefault(taught.path, set()).add(taught.example.intent)
    return files


def too_few(data: LanguageData) -> Iterator[str]:
    """Every intent has its examples and its held-out sentences."""
    for kind, lines, fewest in (
        ("examples", data.taught, FEWEST_TAUGHT),
        ("heldout", data.held_out, FEWEST_HELD_OUT),
    ):
        counts = Counter(taught.example.intent for taught in lines)
        for intent in data.catalogue.intents.values():
            if counts[intent.name] < fewest:
                file = f"{kind}/{intent.skill}/{intent.name}.yml"
                missing = fewest - counts[intent.name]
                yield f"{file}: {counts[intent.name]} sentences; write {missing} more"


def hardly_spoken(data: LanguageData) -> Iterator[str]:
    """A fifth of an intent's examples or more are of the spoken kind."""
    counts = Counter((t.path, t.example.channel) for t in data.taught)
    for path in sorted({taught.path for taught in data.taught}):
        spoken = counts[path, "asr"]
        if spoken < LEAST_SPOKEN * (spoken + counts[path, "chat"]):
            yield f"{data.name(path)}: only {spoken} spoken; write more as asr"


def told_twice(data: LanguageData) -> Iterator[str]:
    """No sentence may teach two intents, nor one intent twice."""
    for group in data.keys.values():
        for again in group[1:]:
            first = data.name(group[0].path)
            yield f"{_line(data, again)} is also in {first}; keep one"


def nearly_told_twice(data: LanguageData) -> Iterator[str]:
    """Two sentences that differ by a word teach one thing twice."""
    keys = list(data.keys)
    index = NearIndex(keys)
    for place, said in enumerate(keys):
        for other, score in index.near(said):
            if other > place:
                again, first = data.keys[keys[other]][0], data.keys[said][0]
                like = f"is {score:.0%} {first.example.text!r} of {first.path.name}"
                yield f"{_line(data, again)} {like}; write another situation"


def taught_and_held_out(data: LanguageData) -> Iterator[str]:
    """What measures the model was never taught, nor nearly."""
    keys = list(data.keys)
    index = NearIndex(keys)
    for held in data.held_out:
        said = key(held.example.text)
        near = [keys[place] for place, _ in index.near(said)]
        if said in data.keys or near:
            taught = data.keys[said if said in data.keys else near[0]][0]
            # "你好" and "谢谢" are all that can be said: short ones may recur.
            if len(said) >= 6:
                where = data.name(taught.path)
                yield f"{_line(data, held)} is taught in {where}; reword one of them"


def held_out_twice(data: LanguageData) -> Iterator[str]:
    """A sentence is held out once."""
    seen: dict[str, Taught] = {}
    for held in data.held_out:
        first = seen.setdefault(key(held.example.text), held)
        if first is not held:
            yield f"{_line(data, held)} is also in {data.name(first.path)}; keep one"


def catalogue_taught(data: LanguageData) -> Iterator[str]:
    """The catalogue's examples explain the intents and teach nothing."""
    for intent in data.catalogue.intents.values():
        for taught in data.keys.get(key(intent.example), ()):
            if len(key(intent.example)) >= 6:
                yield f"{_line(data, taught)} is the catalogue's own; reword it"


def unknown_entity(data: LanguageData) -> Iterator[str]:
    """Only entities of entities.yml are marked."""
    for taught in data.every_line():
        for marked in taught.example.entities:
            if marked.entity not in data.catalogue.entities:
                yield f"{_line(data, taught)} marks {marked.entity}; see entities.yml"


def broken_mark(data: LanguageData) -> Iterator[str]:
    """Brackets are for marks alone: what is left of them is a broken mark."""
    for taught in data.every_line():
        if re.search(r"[\[\]()]", taught.example.text):
            yield f"{_line(data, taught)} has a broken mark; write [text](entity)"


def unknown_channel(data: LanguageData) -> Iterator[str]:
    """A sentence was typed (chat) or spoken (asr)."""
    for taught in data.every_line():
        if taught.example.channel not in {"chat", "asr"}:
            channel = taught.example.channel
            yield f"{_line(data, taught)} is of channel {channel}; write chat or asr"


def half_width(data: LanguageData) -> Iterator[str]:
    """Punctuation between Chinese characters is full-width."""
    for taught in data.every_line():
        if re.search(r"[一-鿿][,;?!:][一-鿿]", taught.example.text):
            yield f"{_line(data, taught)} has half-width punctuation; write ，；？！："


def personal_data(data: LanguageData) -> Iterator[str]:
    """No real telephone or ID number, typed or read out; see README for others."""
    for taught in data.every_line():
        text = spelled_out(taught.example.text)
        for phone in re.findall(r"(?<!\d)1[3-9]\d{9}(?!\d)", text, re.ASCII):
            if not phone.startswith(NOBODYS_PHONE):
                line = _line(data, taught)
                yield f"{line} has a phone number; begin it {NOBODYS_PHONE}"
        for year in re.findall(r"(?<!\d)\d{6}(\d{4})\d{7}[\dXx](?!\d)", text, re.ASCII):
            if int(year) >= OLDEST_BIRTH_YEAR:
                born = f"be born before {OLDEST_BIRTH_YEAR}"
                yield f"{_line(data, taught)} has an ID number; let its owner {born}"


def spelled_out(text: str) -> str:
    """Write digits that are read out, and leave out what groups them.

    >>> spelled_out("打幺三八零 零幺三-1234")
    '打13800131234'
    """
    written = "".join(SPOKEN.get(character, character) for character in text)
    return re.sub(r"(?<=\d)[ -](?=\d)", "", written)


def unused_list(data: LanguageData) -> Iterator[str]:
    """A word list is named for the entity that it helps to find."""
    for path in sorted(data.folder.glob("lookups/*.txt")):
        if not any(
            path.stem == entity or path.stem.startswith(f"{entity}_")
            for entity in data.catalogue.entities
        ):
            remedy = "name it <entity>.txt or <entity>_<what>.txt"
            yield f"{data.name(path)}: helps no entity; {remedy}"


def listed_twice(data: LanguageData) -> Iterator[str]:
    """A word list names each word once, one a line, without spaces around it."""
    for path in sorted(data.folder.glob("lookups/*.txt")):
        words = path.read_text("utf-8").splitlines()
        for word, times in Counter(words).items():
            if times > 1 or word != word.strip() or not word:
                yield f"{data.name(path)}: {word!r}, {times} times; keep it once, bare"


def unreadable_idea(data: LanguageData) -> Iterator[str]:
    """An idea has the name of a word, and phrases that can be found."""
    for path in sorted(data.folder.glob("lexicon/*.yml")):
        for idea, phrases in read_yaml(path).items():
            place = f"{data.name(path)}: {idea}"
            if not (isinstance(idea, str) and idea.isidentifier()):
                yield f"{place} is read as {type(idea).__name__}; name it otherwise"
            for phrase, times in Counter(map(str, phrases)).items():
                if times > 1:
                    yield f"{place} has {phrase!r} {times} times; keep it once"
                if not _is_readable(phrase):
                    remedy = "write words, with at most two … between them"
                    yield f"{place} has {phrase!r}, which is never found; {remedy}"


def _is_readable(phrase: str) -> bool:
    """Say whether a phrase can be found in a folded text."""
    parts = phrase.split(GAP)
    return len(parts) <= MOST_PARTS and all("".join(map(fold, p)) for p in parts)


def _line(data: LanguageData, taught: Taught) -> str:
    return f"{data.name(taught.path)}: {taught.example.text[:40]!r}"


RULES: tuple[Rule, ...] = (
    misplaced,
    too_few,
    hardly_spoken,
    told_twice,
    nearly_told_twice,
    taught_and_held_out,
    held_out_twice,
    catalogue_taught,
    unknown_entity,
    broken_mark,
    unknown_channel,
    half_width,
    personal_data,
    listed_twice,
    unused_list,
    unreadable_idea,
)


def findings(data: LanguageData) -> Iterator[str]:
    """Give every finding of every rule."""
    for rule in RULES:
        yield from rule(data)
