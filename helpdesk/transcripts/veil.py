"""What of a call an officer does not see without a reason: numbers and names.

Recognisers cut a number in two, and the seat says it again; a name that was understood
once is hidden wherever it is said in the call.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate

from helpdesk.privacy import Hidden, Kind, apart, hidden, mask, mask_name, redact
from helpdesk.privacy import named as people_in
from helpdesk.transcripts.analysis import Analysis, Named
from helpdesk.transcripts.model import Segment, Transcript

KINDS: Mapping[str, Kind] = {
    "phone_number": Kind.phone,
    "id_number": Kind.id_number,
    "member_number": Kind.member_number,
    "person_name": Kind.name,
}
"""The entities that are personal data, and the mask of each."""

SHORTEST_NAME = 2  # 王 alone is in half of all sentences
NEAR = 3  # segments between the two halves of a number, at most


@dataclass(frozen=True, slots=True)
class Veil:
    """What is hidden: in each segment, and in whatever is told about the call."""

    segments: Mapping[int, tuple[Hidden, ...]]
    words: Mapping[str, str]
    """Names and halves of numbers with what is shown instead, the longest first."""
    is_lifted: bool = False

    def over(self, text: str) -> str:
        """Hide the same things in a text that is about the call.

        >>> Veil({}, {"王建国": "王*国"}).over("王建国，电话13800138000")
        '王*国，电话138****8000'
        """
        if self.is_lifted:
            return text
        for words, shown in self.words.items():
            text = text.replace(words, shown)
        return redact(text)


LIFTED = Veil({}, {}, is_lifted=True)
"""For whoever gave a reason."""


def veil_of(transcript: Transcript, analysis: Analysis) -> Veil:
    """Return what is hidden of a call."""
    named = {routed.index: routed.entities for routed in analysis.routed}
    said = {segment.index: segment.text for segment in transcript.segments}
    introduced = (name for text in said.values() for name in people_in(text))
    people = {name: mask_name(name) for name in (*_people(analysis), *introduced)}
    halves = dict(_halves(transcript.segments))
    segments = {}
    for index, text in said.items():
        spans = [
            *_of_entities(named.get(index, ()), text),
            *hidden(text),
            *_of_words(text, people),
            *halves.get(index, ()),
        ]
        segments[index] = tuple(apart(spans))
    cut = {
        said[index][span.start : span.end]: span.shown
        for index, spans in halves.items()
        for span in spans
    }
    words = sorted({**cut, **people}.items(), key=lambda each: -len(each[0]))
    return Veil(segments, dict(words))


def _people(analysis: Analysis) -> Iterator[str]:
    for routed in analysis.routed:
        for named in routed.entities:
            if named.entity == "person_name":
                yield from (n for n in (named.text, named.value) if _is_name(n))
    yield from (fact.text for fact in analysis.summary.who if _is_name(fact.text))


def _is_name(text: str) -> bool:
    return SHORTEST_NAME <= len(text) <= 4 and "*" not in text


def _of_entities(entities: Iterable[Named], text: str) -> Iterator[Hidden]:
    for named in entities:
        kind = KINDS.get(named.entity)
        if kind is not None and 0 <= named.start < named.end <= len(text):
            shown = mask(kind, named.value or named.text)
            yield Hidden(named.start, named.end, shown)


def _of_words(text: str, words: Mapping[str, str]) -> Iterator[Hidden]:
    for name, shown in words.items():
        for found in re.finditer(re.escape(name), text):
            yield Hidden(*found.span(), shown)


def _halves(segments: Sequence[Segment]) -> Iterator[tuple[int, list[Hidden]]]:
    """Yield the parts of numbers that one party said over several segments."""
    found: dict[int, list[Hidden]] = {}
    for party in {segment.party for segment in segments}:
        theirs = [segment for segment in segments if segment.party is party]
        starts = [0, *accumulate(len(segment.text) for segment in theirs)]
        for span in hidden("".join(segment.text for segment in theirs)):
            first = bisect_right(starts, span.start) - 1
            last = bisect_right(starts, span.end - 1) - 1
            if first == last or theirs[last].index - theirs[first].index > NEAR:
                continue
            for place in range(first, last + 1):
                begin = max(span.start - starts[place], 0)
                end = min(span.end - starts[place], len(theirs[place].text))
                part = Hidden(begin, end, "*" * (end - begin))
                found.setdefault(theirs[place].index, []).append(part)
    yield from found.items()
