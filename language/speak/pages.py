"""Divides what is said into turns that a caller can keep in mind."""

from __future__ import annotations

import re

from language.speak.reading import spoken

SENTENCES = 2
LONGEST = 60
"""Characters of one turn; a sentence that is longer is divided where it pauses."""

TAG = 6
"""Characters: “对吗？” belongs to what it asks about and counts as no sentence."""

_SENTENCE = re.compile(r"[^。！？]*[。！？]?")
_CLAUSE = re.compile(r"[^，、]*[，、]?")
_END = "，、"


def pages(text: str) -> list[str]:
    """Return what is said of a text, turn by turn.

    >>> pages("第一，留好证据。第二，去仲裁。第三，不收费。对吗？")
    ['第一，留好证据。第二，去仲裁。', '第三，不收费。对吗？']
    """
    turns: list[str] = []
    said = 0
    for sentence in _sentences(spoken(text)):
        counts = len(sentence) > TAG or sentence[-1] != "？"
        fits = turns and len(turns[-1]) + len(sentence) <= LONGEST
        if turns and (not counts or (fits and said < SENTENCES)):
            turns[-1] += sentence
            said += counts
        else:
            turns.append(sentence)
            said = 1
    return turns


def _sentences(text: str) -> list[str]:
    """Divide a text at its sentences, a long sentence at its pauses."""
    found: list[str] = []
    for sentence in _SENTENCE.findall(text):
        found += _breaths(sentence) if len(sentence) > LONGEST else [sentence]
    return [each for each in found if each]


def _breaths(sentence: str) -> list[str]:
    breaths = [""]
    for clause in _CLAUSE.findall(sentence):
        for part in _pieces(clause):
            if len(breaths[-1]) + len(part) > LONGEST:
                breaths.append("")
            breaths[-1] += part
    ended = [breath.rstrip(_END) + "。" for breath in breaths[:-1] if breath]
    return [*ended, breaths[-1]]


def _pieces(clause: str) -> list[str]:
    """Cut a clause without a pause; a group of digits stays whole."""
    pieces = []
    while len(clause) > LONGEST:
        cut = clause.rfind(" ", LONGEST // 2, LONGEST) + 1 or LONGEST
        pieces.append(clause[:cut])
        clause = clause[cut:]
    return [*pieces, clause]
