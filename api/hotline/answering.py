"""Makes the answers of the hotline: what is said, what is listened for."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from api.gateway.exchange import Outcome
from api.hotline.deciding import Tell
from api.hotline.schemas import CallAnswer, Transfer
from api.hotline.talk import Talk
from api.hotline.words import Words
from language.speak import pages

NOT_INTERRUPTED = frozenset({"opening", "resumed"})
"""Prompts that announce the recording: the law wants them heard."""

ASKED_FOR_OWN = "contact_phone"
"""What the number that calls may answer; of a member's it was tried before."""

Answered = tuple[CallAnswer, Talk]


class Answers:
    """Turns decisions and the bot's outcomes into answers."""

    def __init__(self, words: Words) -> None:
        self._words = words

    def told(self, tell: Tell, talk: Talk) -> Answered:
        """Say one of the hotline's own prompts."""
        said = self._words.prompts[tell.prompt].format_map(tell.fields)
        if tell.is_new:
            again = self._words.prompts.get(f"{tell.prompt}_again", said)
            talk = replace(talk, said=again)
        if talk.rest and tell.prompt == "repeated":
            said += self._words.prompts["more"]
        answer = CallAnswer(
            say=_slowly(said) if talk.slow else said,
            prompt_id=_name(talk.asked, tell.prompt),
            expect={} if tell.hangs_up else self.expected(talk),
            barge_in=tell.prompt not in NOT_INTERRUPTED,
            slow=talk.slow,
            hangup=tell.hangs_up,
        )
        return answer, talk

    def answered(
        self, outcome: Outcome, talk: Talk, *, caller: str | None, is_danger: bool
    ) -> Answered:
        """Say what the bot said, page by page; what saves is said at once."""
        turns = pages("\n".join(reply.text for reply in outcome.replies))
        if is_danger:
            turns = ["".join(turns)] if turns else []
        first, *rest = turns or [self._words.prompts["transferred"]]
        own = self._own_number(outcome, talk, caller) if not rest else None
        talk = replace(
            talk,
            said=first,
            rest=tuple(rest),
            asked=outcome.requested,
            number=own,
            resuming=False,
            matter=_matter(outcome, talk),
        )
        said = first + (self._words.prompts["more"] if rest else "")
        said += self._words.prompts["own_number"] if own else ""
        answer = CallAnswer(
            say=_slowly(said) if talk.slow else said,
            prompt_id=_name(outcome.requested, f"bot.{outcome.intent or 'answer'}"),
            expect=self.expected(talk),
            barge_in=not is_danger,
            slow=talk.slow,
        )
        return answer, talk

    def transferred(
        self, answer: CallAnswer, transfer: Transfer, *, is_danger: bool
    ) -> CallAnswer:
        """Hand the call to a seat; nothing more is asked."""
        prompt = self._words.prompts["transferred"]
        return answer.model_copy(
            update={
                "say": answer.say + prompt if is_danger else prompt,
                "prompt_id": "transferred",
                "expect": {},
                "barge_in": False,
                "transfer": transfer,
            }
        )

    def expected(self, talk: Talk) -> dict[str, Any]:
        """Tell the platform what to listen for, by what was asked."""
        listening = self._words.listening
        speech: Mapping[str, float] = listening.speech
        keys: Mapping[str, int | str] = listening.dtmf
        rule = self._words.numbers.get(talk.asked or "")
        if rule is not None and talk.number is None:
            speech, keys = listening.digits, {**listening.number, "max": rule.most}
        elif talk.asked in self._words.amounts:
            keys = {**keys, "max": listening.amount}
        elif talk.asked in self._words.stories:
            speech = listening.story
        return {"speech": dict(speech), "dtmf": dict(keys)}

    def _own_number(
        self, outcome: Outcome, talk: Talk, caller: str | None
    ) -> str | None:
        """Offer the number that calls once, where a number is asked for."""
        is_asked = outcome.requested == ASKED_FOR_OWN
        return caller if is_asked and talk.asked != outcome.requested else None


def _matter(outcome: Outcome, talk: Talk) -> str | None:
    """Return what is being worked on: what began the questions that are asked."""
    return (talk.matter or outcome.intent) if outcome.requested else None


def _name(asked: str | None, prompt: str) -> str:
    """Name what is said; the bot's own words by what they ask for."""
    is_bots = prompt == "repeated" or prompt.startswith("bot.")
    return f"bot.ask_{asked}" if asked and is_bots else prompt


def _slowly(said: str) -> str:
    """Pause between groups of digits."""
    return said.replace(" ", "，")
