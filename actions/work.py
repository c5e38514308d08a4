"""How an action runs: one message, one unit of work, errors in a worker's words."""

import logging
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass

from prometheus_client import Counter, Histogram
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.interfaces import Tracker
from rasa_sdk.types import DomainDict
from sqlalchemy.ext.asyncio import AsyncSession

from actions import words
from actions.forms import Form, closed
from actions.speech import Repeat, Say, repetition, speech
from actions.turn import Turn
from helpdesk.conversations import conversations
from helpdesk.errors import (
    CodeExpired,
    Conflict,
    HelpdeskError,
    IdentityMismatch,
    InvalidInput,
    Locked,
    NotFound,
    VerificationNeeded,
    WrongCode,
)
from helpdesk.models import Conversation
from observe.faults import told
from observe.metrics import MOMENTS, timed
from observe.spans import Kind, span

logger = logging.getLogger(__name__)

SECONDS = Histogram(
    "gonghui_action_seconds",
    "Time of one action, by its name.",
    ("action",),
    buckets=MOMENTS,
)
FAULTS = Counter(
    "gonghui_action_faults",
    "Actions that failed as nobody foresaw, by action and kind of error.",
    ("action", "error"),
)

Events = list[EventType]
Begin = Callable[[], AbstractAsyncContextManager[AsyncSession]]

# The nearest class counts: Locked before Refused before HelpdeskError.
RESPONSES: dict[type[HelpdeskError], str] = {
    Locked: "utter_identity_locked",
    WrongCode: "utter_code_wrong",
    CodeExpired: "utter_code_expired",
    IdentityMismatch: "utter_identity_mismatched",
    VerificationNeeded: "utter_verification_needed",
    NotFound: "utter_record_missed",
    Conflict: "utter_step_refused",
    InvalidInput: "utter_input_refused",
    HelpdeskError: "utter_trouble_met",
}


@dataclass(frozen=True, slots=True)
class Work:
    """What a step has at hand: records, the worker's message, and a voice."""

    session: AsyncSession
    turn: Turn
    say: Say
    repeat: Repeat

    async def conversation(self) -> Conversation:
        """Return the record of this conversation."""
        return await conversations.by_thread(self.session, self.turn.thread)


Step = Callable[[Work], Awaitable[Events]]


@dataclass(frozen=True, slots=True)
class Runner:
    """Runs one step for Rasa."""

    name: str
    step: Step
    begin: Begin

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> Events:
        """Do the step in one unit of work; what goes wrong is said, not raised.

        Nothing else is said then: a ticket that was rolled back has no number.
        """
        say = speech(dispatcher)
        try:
            with span(self.name, Kind.answers), timed(SECONDS.labels(self.name)):
                return await self._in_one(dispatcher, Turn.of(tracker), say)
        except Exception as error:
            dispatcher.messages.clear()
            explain(say, error, self.name)
        return []

    async def _in_one(
        self, dispatcher: CollectingDispatcher, turn: Turn, say: Say
    ) -> Events:
        async with self.begin() as session:
            return await self.step(Work(session, turn, say, repetition(dispatcher)))


@dataclass(frozen=True, slots=True)
class FormCheck:
    """Reads answers into a form; it needs no records."""

    form: Form

    @property
    def name(self) -> str:
        """Return the name under which Rasa calls it."""
        return f"validate_{self.form.name}"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> Events:
        """Read the message; what goes wrong is said and ends the form."""
        say = speech(dispatcher)
        try:
            return self.form.validate(Turn.of(tracker), say)
        except Exception as error:
            explain(say, error, self.name)
        return closed()


def explain(say: Say, error: Exception, name: str) -> None:
    """Say what went wrong in a worker's words; what was not foreseen is logged."""
    if not isinstance(error, HelpdeskError):
        _log(name, error)
    known = (RESPONSES[kind] for kind in type(error).__mro__ if kind in RESPONSES)
    say(next(known, RESPONSES[HelpdeskError]), **_facts(error))


def _facts(error: Exception) -> dict[str, object]:
    if isinstance(error, Locked):
        return {"until": words.hour(error.until)}
    if isinstance(error, WrongCode | IdentityMismatch):
        return {"left": error.left}
    return {}


def _log(name: str, error: Exception) -> None:
    """Log the kind and the place; the message could hold what a worker wrote."""
    FAULTS.labels(name, type(error).__name__).inc()
    logger.error("%s failed: %s", name, told(error), extra={"action": name})
