"""What workers say instead of an answer, read from words.yml."""

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from helpdesk.clock import SHENZHEN
from language import numerals

WORDS = Path(__file__).with_name("words.yml")
NUMBER = re.compile(numerals.NUMBER)
OPEN = re.compile("(?<!没)有(?:没有|冇)")  # a question, and no “没有”
PAUSE = re.compile(r"[，,。；;！!、\s]")


@cache
def words() -> Mapping[str, Any]:
    """Read the lists once."""
    content: Mapping[str, Any] = yaml.safe_load(WORDS.read_text("utf-8"))
    return content


def bare(text: str) -> str:
    """Drop punctuation, spaces and final particles.

    >>> bare("不知道啊。")
    '不知道'
    """
    kept = "".join(char for char in text if char.isalnum())
    return kept.rstrip("啊呀哦呢吧啦了嘛哈") or kept


def is_said(text: str, list_name: str) -> bool:
    """Tell whether the whole of a short text is one of a list's words."""
    said = bare(text).lower()
    return any(said == bare(word).lower() for word in words()[list_name])


def opening(text: str) -> str:
    """Return what stands before the first comma.

    >>> opening("在的，在龙岗上班")
    '在的'
    """
    return PAUSE.split(text.strip(), 1)[0]


def mentions(text: str, phrases: Iterable[str]) -> bool:
    """Tell whether one of the phrases stands in the text."""
    return any(phrase in text for phrase in phrases)


def asks(text: str) -> bool:
    """Tell whether a text looks like a question."""
    return mentions(text, words()["question"])


def asks_something(text: str) -> bool:
    """Tell whether a text asks more than what to do.

    >>> asks_something("入职半年不签合同怎么办"), asks_something("半年没签能要几个月")
    (False, True)
    """
    for phrase in words()["what_to_do"]:
        text = text.replace(phrase, "")
    return asks(text)


def one_of(text: str, list_name: str, *, unasked: bool = False) -> str | None:
    """Return the name of the only group, or of the longest phrase, found in a text.

    Where nobody asked for it, a mere “没有” or “不知道” names none of the groups.

    >>> one_of("我早就不干了", "employment"), one_of("有没有资助", "residence")
    ('已离职', None)
    """
    text = OPEN.sub("", text)
    found = [
        (len(phrase), name)
        for name, phrases in words()[list_name].items()
        for phrase in phrases
        if phrase in text and not (unasked and _answers_anything(phrase))
    ]
    return max(found)[1] if found else None


def _answers_anything(phrase: str) -> bool:
    return phrase in words()["skip"] or phrase in words()["refusal"]


def groups(list_name: str) -> tuple[str, ...]:
    """Return the names of a list's groups, in their order."""
    return tuple(words()[list_name])


def place_of(list_name: str, group: str | None) -> int | None:
    """Return where a group stands in its list; what is no group stands nowhere.

    Records are kept by enums in the same order, and officers may reword the groups.
    """
    names = groups(list_name)
    return names.index(group) if group in names else None


def quantity(text: str) -> Decimal | None:
    """Return the number that a reply consists of, apart from words around it.

    >>> [str(quantity(t)) for t in ("大概三个月吧", "欠了两万四", "半个月", "一直没发")]
    ['3', '24000', '0.5', 'None']
    """
    lists = words()
    for phrase in (*lists["around"], *lists["units"]):
        text = text.replace(phrase, "")
    rest = "".join(char for char in text if char.isalnum() or char in ".,")
    whole = rest.replace(lists["half"], "")
    half = Decimal("0.5") if whole != rest else Decimal(0)
    if not NUMBER.fullmatch(whole):
        return half if rest == lists["half"] else None
    number = numerals.parse(whole)
    return None if number is None else number + half


def labelled(text: str, slots: Iterable[str]) -> str | None:
    """Return the first of these slots that a text calls by one of its names."""
    labels = words()["labels"]
    return next((slot for slot in slots if mentions(text, labels.get(slot, ()))), None)


def indoors() -> str:
    """Return how a workplace indoors is written."""
    return groups("workplace")[1]


def skipped() -> str:
    """Return how an answer that was not given is written in a summary."""
    return str(words()["shown"]["skipped"])


def unknown() -> str:
    """Return how something that is not on record is written."""
    return str(words()["shown"]["unknown"])


def left() -> str:
    """Return how “no longer employed there” is written."""
    return str(tuple(words()["employment"])[1])


def day(value: date) -> str:
    """Write a day as people say it.

    >>> day(date(2026, 7, 15))
    '7月15日（周三）'
    """
    shown = words()["shown"]
    return str(shown["day"]).format(
        month=value.month, day=value.day, weekday=shown["weekdays"][value.weekday()]
    )


def deadline(value: date) -> str:
    """Write a day with its year.

    >>> deadline(date(2027, 3, 1))
    '2027年3月1日'
    """
    shown: str = words()["shown"]["deadline"]
    return shown.format(year=value.year, month=value.month, day=value.day)


def hour(value: datetime) -> str:
    """Write a moment as Shenzhen's time of day."""
    local = value.astimezone(SHENZHEN)
    shown: str = words()["shown"]["hour"]
    return shown.format(hour=local.hour, minute=local.minute)


def code(name: str) -> str:
    """Return the name that records use for a group of these lists, if there is one.

    >>> code("卡丢了")
    'lost'
    """
    return str(words()["codes"].get(name, ""))
