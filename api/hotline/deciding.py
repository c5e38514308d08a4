"""What an event of a call means before the bot is asked: keys, silences, numbers."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from api.hotline.numbers import keyed_number, mended, piece, said_number
from api.hotline.schemas import CallEvent
from api.hotline.talk import Talk
from api.hotline.words import Words
from helpdesk.risk import danger
from language.speak import grouped
from language.speak.pages import TAG

SHORT = 40
"""Characters; of what is longer only its last sentence is said again unasked."""

LONGEST_NO = 8
"""Characters of a refusal that says nothing besides."""

NEARLY_AS_SURE = 0.5
"""What an alternative that tells of danger has to have of the best one's confidence."""

_SENTENCE = re.compile(r"[^。！？]+[。！？]?")


@dataclass(frozen=True, slots=True)
class Ask:
    """The bot answers this."""

    text: str
    alternatives: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True, slots=True)
class Tell:
    """The hotline itself says this."""

    prompt: str
    fields: Mapping[str, str] = field(default_factory=dict)
    is_new: bool = False
    """Whether it is what “再说一遍” repeats from now on."""

    hangs_up: bool = False


Deed = tuple[Ask | Tell, Talk]
Heard = Sequence[tuple[str, float]]


class Decisions:
    """Reads events by the words of prompts.yml."""

    def __init__(self, words: Words) -> None:
        self._words = words

    def decide(self, event: CallEvent, talk: Talk) -> Deed:
        """Say what an event asks for, and how far the call is then."""
        if event.event == "dtmf" and event.digits:
            return self._keyed(event.digits, talk.heard())
        if event.event == "speech":
            return self._said(event.heard, talk)
        return self._silence(talk)

    def _silence(self, talk: Talk) -> Deed:
        """Say it again, offer keys, fetch a person, and at last hang up."""
        talk = replace(talk, silences=talk.silences + 1)
        if talk.silences == 3:
            return Ask(self._words.person), talk
        if talk.silences > 3:
            return Tell("silence_4", hangs_up=True), talk
        prompt = f"silence_{talk.silences}"
        if talk.silences == 2 and (talk.asked or self._awaits_yes(talk)):
            prompt += "_asked"
        return Tell(prompt, {"said": shortened(talk.said)}), talk

    def _missed(self, talk: Talk) -> Deed:
        """Say it again, offer keys, fetch a person."""
        talk = replace(talk, silences=0, misses=talk.misses + 1)
        if talk.misses > 2:
            return Ask(self._words.person), replace(talk, misses=0)
        said = {"said": shortened(talk.said)}
        return Tell(f"no_match_{talk.misses}", said), talk

    def _said(self, heard: Heard, talk: Talk) -> Deed:
        if not heard or max(sure for _, sure in heard) < self._words.least_confidence:
            return self._missed(talk)
        talk = talk.heard()
        if self._means("repeat", heard):
            return self._again(talk)
        if self._means("slower", heard):
            return self._again(replace(talk, slow=True))
        if talk.number is not None:
            return self._of_number(heard, talk)
        if talk.resuming:
            return self._of_resuming(heard, talk)
        if talk.rest:
            return self._of_rest(heard, talk)
        return self._to_bot(heard, talk)

    def _to_bot(self, heard: Heard, talk: Talk) -> Deed:
        """Let the bot answer; a number that it asked for is read back first."""
        plain = replace(talk, part="")
        rule = self._words.numbers.get(talk.asked or "")
        if rule is not None:
            whole = _first(said_number(talk.part + text, rule) for text, _ in heard)
            whole = whole or _first(said_number(text, rule) for text, _ in heard)
            if whole:
                return self._number(whole, plain)
            part = _first(piece(talk.part + text, rule) for text, _ in heard)
            if part and rule.confirm:
                return Tell("number_begun"), replace(talk, part=part)
        return Ask(_favourite(heard), tuple(heard) if len(heard) > 1 else ()), plain

    def _of_number(self, heard: Heard, talk: Talk) -> Deed:
        """Read what is said to a number that was read back."""
        number, plain = str(talk.number), replace(talk, number=None)
        if self._means("agree", heard):
            return Ask(number), plain
        put_right = _first(
            mended(text, number, self._words.put_right) for text, _ in heard
        )
        if put_right:
            return self._number(put_right, plain)
        deed, then = self._to_bot(heard, plain)
        refused = self._means("deny", heard) or self._refuses(heard[0][0])
        if isinstance(deed, Ask) and refused:
            return Tell("read_again", is_new=True), plain
        return deed, then

    def _refuses(self, text: str) -> bool:
        """Tell whether a text is a refusal and hardly anything besides."""
        is_short = len(text) <= LONGEST_NO or any(char.isdigit() for char in text)
        return is_short and self._words.opens("deny", text)

    def _of_resuming(self, heard: Heard, talk: Talk) -> Deed:
        plain = replace(talk, resuming=False)
        if self._means("resume", heard):
            return self._again(plain)
        if self._means("no_resume", heard):
            return Ask(self._words.stop), plain
        return self._to_bot(heard, plain)

    def _of_rest(self, heard: Heard, talk: Talk) -> Deed:
        if self._means("more", heard):
            return self._next(talk)
        if self._means("no_more", heard):
            return self._skip(talk)
        return self._to_bot(heard, replace(talk, rest=()))

    def _keyed(self, keys: str, talk: Talk) -> Deed:
        names = self._words.keys
        if keys == names.person:
            return Ask(self._words.person), replace(talk, number=None, resuming=False)
        if keys == names.repeat:
            return self._again(talk)
        if keys in (names.agree, names.deny) and self._awaits_yes(talk):
            return self._yes_or_no(talk, is_yes=keys == names.agree)
        if talk.rest and keys == names.more:
            return self._next(talk)
        return self._keyed_in(keys, replace(talk, number=None, resuming=False))

    def _keyed_in(self, keys: str, talk: Talk) -> Deed:
        """Take keys as a number, an answer in digits, or a choice of the menu."""
        rule = self._words.numbers.get(talk.asked or "")
        if rule is not None:
            talk = replace(talk, part="")
            number = keyed_number(keys, rule)
            again = Tell("read_again", is_new=True)
            return self._number(number, talk) if number else (again, talk)
        plain = keys.strip("#*")
        if talk.asked is not None:
            return (Ask(plain), talk) if plain else self._again(talk)
        chosen = self._words.menu.get(plain)
        return (Ask(chosen), talk) if chosen else (Tell("keys_unknown"), talk)

    def _number(self, number: str, talk: Talk) -> Deed:
        if not self._words.numbers[talk.asked or ""].confirm:
            return Ask(number), talk
        read = {"number": grouped(number)}
        return Tell("read_back", read, is_new=True), replace(talk, number=number)

    def _awaits_yes(self, talk: Talk) -> bool:
        waits = talk.number is not None or talk.resuming or bool(talk.rest)
        return waits or talk.asked in self._words.yes_no

    def _yes_or_no(self, talk: Talk, *, is_yes: bool) -> Deed:
        """Take a key as the word that it stands for."""
        word = self._words.agreed if is_yes else self._words.denied
        if talk.number is not None:
            return self._of_number([(word, 1.0)], talk)
        if talk.resuming:
            return self._of_resuming([(word, 1.0)], talk)
        if talk.rest:
            says = self._words.says["more" if is_yes else "no_more"][0]
            return self._of_rest([(says, 1.0)], talk)
        return Ask(word), talk

    def _next(self, talk: Talk) -> Deed:
        """Say what follows."""
        page, *rest = talk.rest
        return Tell("repeated", {"said": page}, is_new=True), replace(
            talk, rest=tuple(rest)
        )

    def _skip(self, talk: Talk) -> Deed:
        """Leave out what follows, but not the question at its end."""
        last, talk = talk.rest[-1], replace(talk, rest=())
        if talk.asked is None:
            return Tell("no_more", is_new=True), talk
        return Tell("repeated", {"said": last}, is_new=True), talk

    def _again(self, talk: Talk) -> Deed:
        return Tell("repeated", {"said": talk.said}), talk

    def _means(self, meaning: str, heard: Heard) -> bool:
        return any(self._words.means(meaning, text) for text, _ in heard)


def shortened(said: str) -> str:
    """Return what is said again unasked: of a long turn its last sentence.

    >>> shortened("先说一件要紧的事，" * 5 + "就这些。您是在哪家单位呢？对吗？")
    '您是在哪家单位呢？对吗？'
    """
    if len(said) <= SHORT:
        return said
    sentences: list[str] = _SENTENCE.findall(said)
    last = max(n for n, one in enumerate(sentences) if n == 0 or len(one) > TAG)
    return "".join(sentences[last:])


def _first(found: Iterable[str | None]) -> str | None:
    return next((one for one in found if one), None)


def _favourite(heard: Heard) -> str:
    """Return what is taken for said; danger that is nearly as likely comes first.

    Who is asked once too often whether he is well loses less than who is not.
    """
    best, sure = heard[0]
    grave = (t for t, s in heard[1:] if s >= sure * NEARLY_AS_SURE and danger(t))
    return best if danger(best) else next(grave, best)
