"""Reads a whole text aloud: what is left are words, pauses and sentences."""

from __future__ import annotations

import re

from language.speak import amounts, days, lines
from language.speak.cleaning import bare
from language.speak.readings import read
from language.speak.words import word, words

SPELLED = 3
"""Small letters: what is shorter is an abbreviation, what is longer a word."""

_MARKS = lines.TELEPHONE + lines.END
_SAID = "零一幺二两三四五六七八九十百千万亿叉"
_TO = re.compile(rf"(?<=[{_SAID}年月日号点分元天]) ?[-~]+ ?(?=[{_SAID}])")
_LATIN = re.compile(r"[A-Za-z]+")
_FULL_STOP = re.compile(r"\.(?= |$|[\u4e00-\u9fff])")
_SIGNS = {"+": "plus", "/": "or"}
_SIGN = re.compile(rf"(?<=[\w{lines.END}]) ?([+/]) ?(?=[\w{lines.TELEPHONE}])")
_BETWEEN = re.compile(f"{lines.END} +{lines.TELEPHONE}")
_MARKED = str.maketrans(",!?", "，！？")
_DROPPED = re.compile(rf"[^\w，、。！？ {_MARKS}]|[_\d]")
_GROUP = rf"零幺二三四五六七八九叉A-Za-z{_MARKS}"
_SPACE = re.compile(rf"(?<![{_GROUP}]) +| +(?![{_GROUP}])")
_PAUSES = re.compile(r"[，、。！？]{2,}")
_FRAME = "，、 "


def spoken(text: str) -> str:
    """Return a text as it is said on the telephone.

    >>> spoken("工单号：260715000428，3–5天内答复；急事打12351。")
    '工单号，二六零七幺五 零零零 四二八，三到五天内答复，急事打幺二三五幺。'
    """
    return unmarked(marked(text))


def unmarked(said: str) -> str:
    """Return what is said without the marks around telephone numbers."""
    return said.translate(dict.fromkeys(map(ord, _MARKS)))


def marked(text: str) -> str:
    """Return what is said, with the marks around telephone numbers."""
    text = read(bare(text), days.readings())
    text = read(text, lines.readings())
    text = read(text, amounts.readings())
    text = _TO.sub(word("to"), text)
    text = _SIGN.sub(lambda sign: word(_SIGNS[sign[1]]), text)
    return _tidy(_LATIN.sub(_latin, text))


def _latin(found: re.Match[str]) -> str:
    """Translate an abbreviation, or spell it; a word of a language stays."""
    written = found[0]
    known = words()["latin"].get(written.lower())
    if known:
        return str(known)
    if written.isupper() or len(written) <= SPELLED:
        return " ".join(written.upper())
    return written


def _tidy(text: str) -> str:
    """Leave words and pauses alone, one pause at a time."""
    text = _BETWEEN.sub(f"{lines.END}，{lines.TELEPHONE}", text)
    text = _FULL_STOP.sub("。", text).translate(_MARKED)
    text = _SPACE.sub("", re.sub(" +", " ", _DROPPED.sub(" ", text)))
    return _PAUSES.sub(_strongest, text).strip(_FRAME).lstrip("。！？，、")


def _strongest(found: re.Match[str]) -> str:
    return next(mark for mark in "？！。，、" if mark in found[0])
