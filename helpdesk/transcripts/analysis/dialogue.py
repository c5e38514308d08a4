"""The caller's turns after what the seat has said, and what they mean there.

The model reads every turn by itself. To the seat's “有没有签合同” the words “没签” are
an answer and no request, and “那要带什么材料” asks about what was talked of before.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from helpdesk.transcripts.analysis.answers import with_answers
from helpdesk.transcripts.analysis.patterns import pattern
from helpdesk.transcripts.analysis.turns import FILE, Turn, is_echo, sentences
from language import Request, Understood

ANSWER = "provide_info"


@dataclass(frozen=True, slots=True)
class Said:
    """A caller's turn, what the model makes of it, and what the seat had asked."""

    turn: Turn
    understood: Understood
    question: str = ""
    is_invited: bool = False
    """The seat has asked for whatever there is to tell."""

    @property
    def is_answer(self) -> bool:
        """Tell whether it only answers what the seat has asked."""
        return bool(self.question) and not asks(self.turn.text)

    def part(self, request: Request) -> str:
        """Return the words of a request."""
        return self.turn.text[request.start : request.end]

    def is_asking(self, request: Request) -> bool:
        """Tell whether a part asks or wants something.

        What comes first after a question answers it, however it is put: “合同没有，
        哪个给你签合同嘛，就一个本子”.
        """
        is_last = request.end >= len(self.turn.text) - 1
        return wants(self.part(request)) or (
            (is_last or not self.question) and asks(self.part(request))
        )


@dataclass(frozen=True, slots=True)
class Meant:
    """What a caller's turn means; no requests where it only tells or answers."""

    turn: Turn
    understood: Understood
    requests: tuple[Request, ...] = ()
    intent: str = ANSWER
    aspect: str | None = None

    @property
    def confidence(self) -> float:
        """Return how sure the meaning is; one that a rule gives is certain."""
        if self.requests:
            return self.requests[0].confidence
        is_models = self.intent == self.understood.intent
        return self.understood.confidence if is_models else 1.0


def muted(text: str) -> str:
    """Blank out what misleads the model; every character keeps its place.

    >>> muted("我要投诉老板欠薪"), muted("我要投诉接线员")
    ('    老板欠薪', '我要投诉接线员')
    """
    return pattern(FILE, "muted").sub(lambda match: " " * len(match[0]), text)


def questioned(turns: Sequence[Turn]) -> Iterator[tuple[Turn, str]]:
    """Give the caller's turns, each with the last sentence that the seat said before.

    Once it is answered, the seat has said nothing.
    """
    last = ""
    for turn in turns:
        if turn.is_callers:
            yield turn, last
            if not is_echo(turn.text):
                last = ""
        elif not is_echo(turn.text):
            last = "".join([turn.text[s:e] for s, e in sentences(turn.text)][-1:])


def said(turn: Turn, understood: Understood, before: str) -> Said:
    """Put a turn after what the seat has said before."""
    is_invited = bool(pattern(FILE, "questions", "open").search(before))
    is_asked = not is_invited and pattern(FILE, "questions", "closed").search(before)
    question = before if is_asked else ""
    return Said(
        turn, with_answers(understood, turn.text, question), question, is_invited
    )


def asks(text: str) -> bool:
    """Tell whether somebody asks or wants something.

    >>> asks("那我该怎么办"), asks("没签合同")
    (True, False)
    """
    plain = text.rstrip("。，！…")
    ends = pattern(FILE, "asks", "ends").search(plain, plain.rfind("，") + 1)
    return bool(ends) or wants(text)


def wants(text: str) -> bool:
    """Tell whether somebody says that there is something to ask for."""
    return bool(pattern(FILE, "asks", "wants").search(text))
