"""Forms: several fields, asked one at a time, read in any order.

Rasa runs the loop, calls `validate_<form>` after every message and asks for the slot
that comes back as `requested_slot`. Reading happens here and not in slot mappings: a
mapping would also take 龙岗 out of a question that is asked in between.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import Enum

from rasa_sdk.events import ActiveLoop, EventType, SlotSet

from actions import words
from actions.readers import NOTHING, Reader, Values, agreed, consent
from actions.speech import Say
from actions.turn import Turn
from helpdesk.risk import danger

Slots = Mapping[str, object]

CONFIRMED = "confirmed"
OFFER = "offered_form"
FAILURES = "failures"
PAUSED = "paused_form"
REQUESTED = "requested_slot"
TOPIC = "topic"  # the intent that was talked about last
MATTER = "matter"  # the words that a form was started with
DERIVED = ("district", "place", MATTER)  # set beside the fields

# The words alone name these (helpdesk/identity/wishes.yml), never the model.
WISHES = ("bind_channel", "unbind_channel", "move_channel", "list_channels")
# How sure the model must be before a message leaves the form, by what is at stake.
COMMANDS: Mapping[str, float] = {
    "express_crisis": 0.5,
    "report_heatstroke": 0.7,
    "report_collective_dispute": 0.8,
    "request_human": 0.5,
    "stop_flow": 0.5,
    "say_goodbye": 0.6,
    "repeat_answer": 0.5,
    **dict.fromkeys(WISHES, 0.5),
}
# The model takes what only sounds like it for it; in a form the words themselves count.
ONLY_IN_WORDS = frozenset({"report_heatstroke"})
ANSWERS = frozenset({"affirm", "deny", "provide_info", "out_of_scope"})
SMALL_TALK = frozenset({"greet", "thank", "abuse", "ask_capabilities", "ask_privacy"})
SURE = 0.75  # a question or another matter, below it the message counts as an answer
NAMED_SHARE = 0.5  # of a message; a name that fills more of it is the answer
EXPLAIN_AFTER = 2
OFFER_PERSON_AFTER = 3
LONGEST_SKIP = 16  # characters; a longer sentence says more than that
CERTAIN = 1.0  # what the context makes of a message; the model is never so sure


class Takes(Enum):
    """What answers a field, and so what leaves the form instead."""

    values = "something definite: another matter leaves"
    words = "almost any words: a question or small talk leaves"
    story = "whatever is said: only a command leaves"


@dataclass(frozen=True, slots=True)
class Field:
    """One thing a form asks for."""

    slot: str
    reader: Reader
    takes: Takes = Takes.values
    optional: bool = False
    only_if: Callable[[Slots], bool] | None = None

    @property
    def takes_words(self) -> bool:
        """Tell whether any words are an answer."""
        return self.takes is not Takes.values

    def is_open(self, slots: Slots) -> bool:
        """Tell whether it still has to be asked."""
        if self.only_if and not self.only_if(slots):
            return False
        return slots.get(self.slot) is None


@dataclass(frozen=True, slots=True)
class Form:
    """The fields of one form and the intents that start it."""

    name: str
    fields: tuple[Field, ...]
    started_by: frozenset[str] = frozenset()
    confirms: bool = True
    no_ends: bool = False  # a no to the summary ends the form instead of correcting it

    @property
    def slots(self) -> tuple[str, ...]:
        """The slots in the order in which they are asked."""
        asked = tuple(field.slot for field in self.fields)
        return (*asked, CONFIRMED) if self.confirms else asked

    def validate(self, turn: Turn, say: Say) -> list[EventType]:
        """Read a message and say what to ask next; nothing read hands it to the rules.

        An empty answer makes Rasa reject the form, so that the rule of the message's
        own intent runs and then comes back here.
        """
        if turn.begins(self.name):
            return self.begin(turn)
        if turn.was_answered(self.name):
            return [self.next_request(turn.slots)]
        if turn.requested == CONFIRMED:
            return self._confirm(turn, say)
        return self._fill(turn, say)

    def begin(self, turn: Turn) -> list[EventType]:
        """Start with what the message already tells."""
        left_behind = turn.form_left_behind(self.name)
        found: dict[str, object] = {CONFIRMED: None, FAILURES: 0}
        if left_behind:
            found[PAUSED] = left_behind
        if turn.intent in self.started_by:
            found[TOPIC] = turn.intent  # “要交钱吗” is about this from now on
            found[MATTER] = turn.filled(MATTER) or turn.text
        found |= self.spotted(turn)
        return self._settle(turn, found)

    def spotted(self, turn: Turn) -> Values:
        """Return what the message names for fields that are still open."""
        found: dict[str, str | bool | None] = {}
        for field in self.fields:
            if turn.slots.get(field.slot) is None:
                found |= field.reader.spot(turn)
        return found

    def next_request(self, slots: Slots) -> EventType:
        """Name the slot to ask for; none ends the form."""
        open_slots = [field.slot for field in self.fields if field.is_open(slots)]
        if self.confirms and slots.get(CONFIRMED) is None:
            open_slots.append(CONFIRMED)
        return SlotSet(REQUESTED, open_slots[0] if open_slots else None)

    def _fill(self, turn: Turn, say: Say) -> list[EventType]:
        field = self._field(turn.requested)
        if field.optional and _skips(turn, field):
            return self._settle(turn, {field.slot: words.skipped(), FAILURES: 0})
        again = self._asked_again(turn, field)
        if again:
            say("utter_answer_taken_back")
            return self._settle(turn, {again: None, FAILURES: 0})
        spotted = self._told(turn)
        if self._leaves(turn, field, spotted):
            return []
        corrected = any(turn.slots.get(slot) is not None for slot in spotted)
        if corrected:
            say("utter_answer_corrected")
        taken = {} if corrected else self._taken(turn, field, spotted)
        found = {**spotted, **taken}
        if not found:
            return self._fail(turn, say, field)
        return self._settle(turn, {**found, FAILURES: 0})

    def _told(self, turn: Turn) -> Values:
        """Return what the message names; what is known changes only if it is put right.

        “富士康旁边” tells where it is; only “不对，是富士康” tells another employer.
        """
        if words.mentions(turn.text, words.words()["correction"]):
            return self._news(turn)
        return self.spotted(turn)

    def _asked_again(self, turn: Turn, field: Field) -> str | None:
        """Return the answer that the worker takes back without giving another."""
        answered = [s for s in self.slots if turn.slots.get(s) is not None]
        if words.is_said(turn.text, "back"):
            return answered[-1] if answered else field.slot
        if not words.mentions(turn.text, words.words()["correction"]):
            return None
        wrong = words.labelled(turn.text, answered)
        return None if wrong in self._news(turn) else wrong

    def _taken(self, turn: Turn, field: Field, spotted: Values) -> Values:
        """Take the reply for the field asked; a name of another field is no reply."""
        if field.slot in spotted:
            return NOTHING
        is_name = spotted and turn.named_share >= NAMED_SHARE
        return NOTHING if is_name and field.takes_words else field.reader.take(turn)

    def _confirm(self, turn: Turn, say: Say) -> list[EventType]:
        corrections = self._news(turn)
        if self._leaves(turn, None, corrections):
            return []
        if corrections:
            return self._settle(turn, corrections)
        answer = consent(turn)
        if answer or (answer is False and self.no_ends):
            return self._settle(turn, {CONFIRMED: answer, FAILURES: 0})
        wrong = words.labelled(turn.text, self.slots)
        if wrong:
            return self._settle(turn, {wrong: None})
        say("utter_correction_asked" if answer is False else "utter_consent_asked")
        return [SlotSet(FAILURES, 0), SlotSet(REQUESTED, CONFIRMED)]

    def _news(self, turn: Turn) -> Values:
        """Return what the message names and the form does not know yet."""
        found: dict[str, str | bool | None] = {}
        for field in self.fields:
            spotted = field.reader.spot(turn)
            if spotted and spotted.get(field.slot) != turn.slots.get(field.slot):
                found |= spotted
        return found

    def _leaves(self, turn: Turn, field: Field | None, spotted: Values) -> bool:
        """Tell whether the message is no answer but something of its own."""
        if not any(char.isalpha() for char in turn.text):
            return False  # figures ask nothing; the code 888888 is no goodbye
        commands = _commands(turn)
        if commands is not None:
            return commands
        if turn.intent in self.started_by | ANSWERS or turn.confidence < SURE:
            return False
        takes = field.takes if field else Takes.values
        if takes is Takes.story:
            return False
        if takes is Takes.words:
            return turn.intent in SMALL_TALK or words.asks(turn.text)
        answered = field and (field.slot in spotted or field.reader.take(turn))
        if answered and not words.asks(turn.text):
            return False  # "还在上班" is the answer, whatever else it may sound like
        return not spotted or turn.named_share < NAMED_SHARE

    def _fail(self, turn: Turn, say: Say, field: Field) -> list[EventType]:
        """Ask again; explain from the second time, offer a person from the third."""
        failures = int(turn.slots.get(FAILURES) or 0) + 1
        say(f"utter_{field.slot}_unclear")
        if failures >= OFFER_PERSON_AFTER:
            say("utter_person_offered")
        elif failures >= EXPLAIN_AFTER:
            say(f"utter_{field.slot}_explained")
        return [SlotSet(FAILURES, failures), SlotSet(REQUESTED, field.slot)]

    def _settle(self, turn: Turn, found: Mapping[str, object]) -> list[EventType]:
        return [*slots_set(found), self.next_request({**turn.slots, **found})]

    def _field(self, slot: str | None) -> Field:
        """Return the field asked for; the first when another form's was asked."""
        return next((f for f in self.fields if f.slot == slot), self.fields[0])


def _commands(turn: Turn) -> bool | None:
    """Tell whether a message commands or surely does not; nothing if it may answer."""
    if turn.intent in COMMANDS and turn.confidence >= CERTAIN:
        return True
    if words.is_said(turn.text, "skip") or agreed(turn.text) is not None:
        return False  # "不记得了" is no wish to stop, "确定撤回" none to restart
    if turn.intent in ONLY_IN_WORDS and danger(turn.text) is None:
        return words.asks(turn.text)  # "热死人了" is a sigh
    if turn.intent in COMMANDS:
        return turn.confidence >= COMMANDS[turn.intent]
    return None


def _skips(turn: Turn, field: Field) -> bool:
    """Tell whether the worker leaves an answer out, in a word or in a sentence."""
    if words.is_said(turn.text, "skip"):
        return True
    if field.reader.spot(turn) or len(turn.text) > LONGEST_SKIP:
        return False
    if words.mentions(turn.text, words.words()["skip_outright"]):
        return True
    unknown = words.words()["skip_unknown"]
    if field.takes_words:  # “不知道，在一个工地上” is an answer
        return words.bare(turn.text).endswith(tuple(map(words.bare, unknown)))
    return words.mentions(turn.text, unknown) and not field.reader.take(turn)


def slots_set(values: Mapping[str, object]) -> list[EventType]:
    """Return one event for each slot."""
    return [SlotSet(slot, value) for slot, value in values.items()]


def cleared(slots: Iterable[str]) -> list[EventType]:
    """Return the events that empty these slots."""
    return [SlotSet(slot, None) for slot in slots]


def closed() -> list[EventType]:
    """Return the events that end whichever form is open.

    A slot besides the requested one has to be set, or Rasa takes it for a rejection.
    """
    return [ActiveLoop(None), SlotSet(REQUESTED, None), SlotSet(FAILURES, 0)]


def finished(form: Form, turn: Turn, say: Say) -> list[EventType]:
    """Empty a form that was used, and offer to go on with one that was left for it."""
    events = cleared((*form.slots, *DERIVED))
    paused = turn.slots.get(PAUSED)
    if not paused or paused == form.name:
        return [*events, SlotSet(PAUSED, None)]
    say("utter_resume_offered")
    return [*events, SlotSet(OFFER, paused)]


def answers(form: Form, turn: Turn) -> dict[str, str]:
    """Return what was answered, without what was skipped."""
    filled = {slot: turn.slots.get(slot) for slot in form.slots if slot != CONFIRMED}
    empty = (None, words.skipped())
    return {slot: str(value) for slot, value in filled.items() if value not in empty}
