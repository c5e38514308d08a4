"""Follows a call, and says which of the caller's turns ask for something."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from helpdesk.knowledge.aspects import aspect_of, bare_aspect
from helpdesk.rules import rules
from helpdesk.transcripts.analysis.dialogue import ANSWER, Meant, Said, asks
from helpdesk.transcripts.analysis.patterns import pattern
from helpdesk.transcripts.analysis.turns import FILE, words
from language import Catalogue, Request, Understood
from language.catalogue import OUT_OF_SCOPE

NEVER = 2.0  # no model is that sure
NEAR = 2  # the likeliest matters of a seat's question


def in_doubt(dialogue: Sequence[Said], catalogue: Catalogue) -> Iterator[str]:
    """Give the seat's questions of which it matters what they are about."""
    for said in dialogue:
        found = (is_matter(each.intent, catalogue) for each in said.understood.requests)
        if said.question and any(found):
            yield said.question


def meanings(
    dialogue: Sequence[Said],
    catalogue: Catalogue,
    about: Mapping[str, Understood],
) -> list[Meant]:
    """Say what the turns of a call mean.

    Args:
        dialogue: The caller's turns.
        catalogue: The intents.
        about: What the model makes of the seat's questions that are in doubt.
    """
    listener = Listener(catalogue, about)
    return [listener.hear(said) for said in dialogue]


class Listener:
    """Follows a call, and remembers what it is about."""

    def __init__(self, catalogue: Catalogue, about: Mapping[str, Understood]) -> None:
        self.catalogue = catalogue
        self.about = about
        self.known: list[str] = []
        self.answered: set[str] = set()
        """What was told only because the seat asked: “津贴发了吗” “没发”."""
        self.is_crowd = False

    def hear(self, said: Said) -> Meant:
        """Say what a turn means after all that was said before."""
        self.is_crowd = self.is_crowd or tells_of_crowd(said)
        meant = self._follow_up(said) or self._requested(said) or self._talk(said)
        new = (each.intent for each in meant.requests if each.intent not in self.known)
        self.known += new
        return meant

    def _follow_up(self, said: Said) -> Meant | None:
        """Take a question for one about what was talked of before."""
        text = said.turn.text
        if not (self.known and self._goes_on(said)):
            return None
        request = Request(self.known[-1], 1.0, 0, len(text))
        return Meant(
            said.turn, said.understood, (request,), request.intent, aspect_of(text)
        )

    def _goes_on(self, said: Said) -> bool:
        """Tell whether a question names nothing of its own."""
        text, plain = said.turn.text, words(said.turn.text)
        if bare_aspect(plain) or pattern(FILE, "follow_ups", "bare").search(plain):
            return True
        is_question = asks(text) and not said.is_answer
        return is_question and bool(aspect_of(text)) and not self._claims(said)

    def _requested(self, said: Said) -> Meant | None:
        """Keep of what the model found what is a request in this dialogue."""
        found = self._claims(said)
        kept = [r for r in found if r.confidence >= self._needed(said, r)]
        self.answered |= {r.intent for r in found if r not in kept}
        if not kept:
            return None
        requests = tuple(self._grown(request) for request in kept)
        return Meant(said.turn, said.understood, requests, requests[0].intent)

    def _claims(self, said: Said) -> list[Request]:
        """Return what the model takes for requests, in doubt for those before."""
        requests = said.understood.requests
        if len(requests) == 1:
            requests = (self._likeliest(said.understood),)
        return [each for each in requests if self._is_matter(each.intent)]

    def _likeliest(self, understood: Understood) -> Request:
        """Return the one request of a turn; what the call is about is likelier.

        As long as it is about nothing, a model that hesitates to call a turn foreign is
        not heard: whoever calls a workers' hotline has a reason.
        """
        [request] = understood.requests
        prior: float = rules(FILE)["confidence"]["prior"]
        is_doubted = request.intent == OUT_OF_SCOPE and not self.known
        weighed = [
            (share * (prior if intent in self.known else 1), share, intent)
            for intent, share in understood.ranking
            if is_doubted or intent in self.known
        ]
        weight, share, intent = max(weighed, default=(0.0, 0.0, ""))
        if weight <= request.confidence:
            return request
        return replace(request, intent=intent, confidence=share)

    def _grown(self, request: Request) -> Request:
        """Take a question about what was answered before for the matter itself."""
        into: list[str] = rules(FILE)["absorbed"].get(request.intent, [])
        grown = (intent for intent in into if intent in self.answered)
        return replace(request, intent=next(grown, request.intent))

    def _needed(self, said: Said, request: Request) -> float:
        """Return how sure the model has to be before a request is one."""
        sure: dict[str, float] = rules(FILE)["confidence"]
        if request.intent in self.known:
            return sure["known"]
        if self.known and request.intent in rules(FILE)["late"]:
            return sure["late"]
        if said.is_asking(request):
            return sure["asked"]
        if self._only_answers(said, request):
            return NEVER
        if not self.known:
            return sure["first"]
        return sure["answered" if said.question else "told"]

    def _only_answers(self, said: Said, request: Request) -> bool:
        """Tell whether a part that asks nothing is no request of its own."""
        is_short = len(words(said.part(request))) <= rules(FILE)["answer"]
        if is_short and (said.question or (self.known and not said.is_invited)):
            return True
        is_question = self.catalogue.intents[request.intent].kind == "faq"
        is_asked_for = self._is_asked_for(said.question, request)
        return bool(self.known) and (is_question or is_asked_for)

    def _is_asked_for(self, question: str, request: Request) -> bool:
        """Tell whether the seat has asked about the very same matter."""
        asked = self.about.get(question)
        near = asked.ranking[:NEAR] if asked else ()
        return any(intent == request.intent for intent, _ in near)

    def _is_matter(self, intent: str) -> bool:
        """Tell whether an intent is something to be done or answered."""
        if intent == rules(FILE)["crowd"]["intent"] and not self.is_crowd:
            return False
        return is_matter(intent, self.catalogue)

    def _talk(self, said: Said) -> Meant:
        """Say what a turn without a request is: a greeting, a yes, or an answer."""
        understood, text = said.understood, said.turn.text
        is_told = not asks(text) and bool(said.question or self.known)
        is_foreign = understood.intent == OUT_OF_SCOPE or understood.entities
        if self._is_matter(understood.intent) or (is_told and is_foreign):
            return Meant(said.turn, understood, intent=ANSWER)
        return Meant(said.turn, understood, intent=understood.intent)


def tells_of_crowd(said: Said) -> bool:
    """Tell whether many people are spoken of."""
    rule = rules(FILE)["crowd"]
    heads = [e.value for e in said.understood.entities if e.entity == "headcount"]
    is_many = any(v.isdecimal() and int(v) >= rule["least"] for v in heads)
    return is_many or bool(pattern(FILE, "crowd", "says").search(said.turn.text))


def is_matter(intent: str, catalogue: Catalogue) -> bool:
    """Tell whether an intent is something to be done or answered, and no mere talk."""
    is_talk = catalogue.intents[intent].kind == "dialogue"
    return not is_talk and intent not in rules(FILE)["none"]
