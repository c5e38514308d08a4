"""What is wrong with an article, before anybody is told it."""

import re
from collections.abc import Iterator, Mapping
from string import Formatter
from typing import Any

from helpdesk import clock
from helpdesk.errors import InvalidInput
from helpdesk.knowledge.checks_file import fault, label, limits
from helpdesk.knowledge.fields import NEEDED
from helpdesk.knowledge.figures import figures
from helpdesk.knowledge.filling import FILL_INS
from helpdesk.models import Confidence

Content = Mapping[str, Any]

KEY = re.compile(r"[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)?")
SENTENCE = re.compile(r"[。？！?!]")
FILL_IN = re.compile(r"\{\w*\}")
LATIN = re.compile(r"[A-Za-z]+")
LISTED = re.compile(r"[\n()（）【】\[\]·•]")
OLDEST = 1949


def check(content: Content) -> None:
    """Refuse an article with the first thing that is wrong with it.

    Raises:
        InvalidInput: Something is; the reason is one for officers, in Chinese.
    """
    for found in faults(content):
        raise InvalidInput(found)


def faults(content: Content) -> Iterator[str]:
    """Say everything that is wrong with an article's content.

    >>> list(faults({"key": "Ask", "title": "会费"}))[:2]
    ['没有写“问法”', '没有写“文字答复”']
    """
    missing = [name for name in NEEDED if not content.get(name)]
    yield from (fault("missing", field=label(name)) for name in missing)
    if missing:
        return
    for rule in (_key, _lengths, _asks, _spoken, _filled, _backed, _times):
        yield from rule(content)


def _key(content: Content) -> Iterator[str]:
    if not KEY.fullmatch(content["key"]):
        yield fault("key", key=content["key"])


def _lengths(content: Content) -> Iterator[str]:
    for name in ("title", "chat", "source", "reviewer"):
        size, most = len(content[name]), limits().lengths[name]
        if size > most:
            yield fault("long", field=label(name), size=size, most=most)


def _asks(content: Content) -> Iterator[str]:
    count, fewest, most = (
        len(content["asks"]),
        limits().fewest_asks,
        limits().most_asks,
    )
    if not fewest <= count <= most:
        yield fault("asks", count=count, fewest=fewest, most=most)
    longest = limits().lengths["ask"]
    for ask in content["asks"]:
        if len(ask) > longest:
            yield fault("long", field=ask, size=len(ask), most=longest)


def _spoken(content: Content) -> Iterator[str]:
    """What is heard has short sentences and nothing that is only to be seen."""
    spoken = FILL_IN.sub("", content["spoken"].strip())
    sentences = [part.strip() for part in SENTENCE.split(spoken) if part.strip()]
    if len(sentences) > limits().breaths:
        yield fault("breaths", count=len(sentences), most=limits().breaths)
    for sentence in sentences:
        size, most = len(sentence), limits().breath
        if size > most:
            yield fault("breath", size=size, most=most, sentence=sentence)
    bare = re.compile(rf"\d{{3,}}+(?![{limits().measures}])")
    patterns = (("latin", LATIN), ("listed", LISTED), ("digits", bare))
    for name, pattern in patterns:
        if found := pattern.findall(spoken):
            yield fault(name, found=" ".join(map(repr, found)))


def _filled(content: Content) -> Iterator[str]:
    for name in ("chat", "spoken"):
        for found in sorted(fill_ins(content[name]) - FILL_INS.keys()):
            yield fault("filling", found=found)


def fill_ins(text: str) -> frozenset[str]:
    """Return the names of what is filled into a text; a broken one is its own name."""
    try:
        return frozenset(
            name for _, name, _, _ in Formatter().parse(text) if name is not None
        )
    except ValueError:
        return frozenset({text})


def _backed(content: Content) -> Iterator[str]:
    """Every figure that is told has to be in the evidence, or be the source's own."""
    told = figures(content["chat"]) | figures(content["spoken"])
    lines = [*content["evidence"], content["source"], str(content["year"])]
    backed = frozenset().union(*map(figures, lines))
    if found := sorted(told - backed):
        yield fault("figures", found="、".join(found))


def _times(content: Content) -> Iterator[str]:
    if not OLDEST <= content["year"] <= clock.today().year + 1:
        yield fault("year", year=content["year"])
    first, last = content.get("valid_from"), content.get("valid_to")
    if first and last and first > last:
        yield fault("days")


def check_publishable(content: Content) -> None:
    """Refuse what no worker may be told, besides what is wrong with it."""
    check(content)
    if content["confidence"] == Confidence.D:
        raise InvalidInput(fault("unverified"))
