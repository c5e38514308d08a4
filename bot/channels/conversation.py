"""One message of a worker, taken through the dialogue: one request after the other."""

import time
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from rasa.core.agent import Agent
from rasa.core.channels.channel import UserMessage
from rasa.shared.core.events import BotUttered, Event, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from bot.channels.incoming import GatewayOutput, Incoming
from bot.context import (
    OFFERED,
    WAITING,
    Parsed,
    in_context,
    remembered,
    separated,
)
from bot.explain import explained
from bot.trackers import CompactTrackerStore
from language import Understood
from language.spoken import best_heard
from observe.spans import span

OFFERED_FORM = "offered_form"  # a yes would begin it
QUESTION = "ask_"  # intents that an answer settles
AT_ONCE = 2  # more answers than this are too much for one message
OFFER = "utter_waiting_offered"


class Conversation:
    """A message, and the dialogue that it belongs to."""

    def __init__(
        self,
        agent: Agent,
        on_new_message: Callable[[UserMessage], Awaitable[Any]],
        incoming: Incoming,
        output: GatewayOutput,
    ) -> None:
        self._agent = agent
        self._on_new_message = on_new_message
        self._incoming = incoming
        self._output = output

    async def turn(self) -> dict[str, Any]:
        """Answer the message, and what else was asked as far as that is possible.

        All of it is one turn: no other bot goes on with the dialogue meanwhile.

        Returns:
            What the model understood; and why it was answered so, where that was asked.
        """
        async with self._agent.lock_store.lock(self._incoming.sender):
            await self._store.refresh(self._incoming.sender)
            return await self._turn()

    async def _turn(self) -> dict[str, Any]:
        began, before = time.time(), await self._dialogue()
        slots: Mapping[str, Any] = before.current_slot_values() if before else {}
        asking = bool(before and before.active_loop_name)
        read = await self._read(asking=asking)
        meant = in_context(
            read,
            slots,
            danger=self._incoming.danger,
            aspect=self._incoming.aspect,
            asking=asking,
            stops=self._incoming.stops,
            wish=self._incoming.wish,
            whereabouts=self._incoming.whereabouts,
        )
        first, *others = [meant] if asking else separated(meant)
        await self._say(first)
        waiting = _still_waiting(slots, taken=meant is not read)
        waiting = remembered(waiting, others, meant["intent"]["name"])
        if waiting or slots.get(WAITING):
            await self._go_on(waiting)
        told: dict[str, Any] = {"understood": _intent(read)}
        if requested := _requested(await self._dialogue()):
            told["requested"] = requested
        if self._incoming.explain:
            told["explanation"] = explained(read, await self._events_since(began))
        return told

    async def _read(self, *, asking: bool) -> Parsed:
        """Understand the message; of what may have been heard, what makes most sense.

        An answer to a question is a name or a number: there the recogniser knows best.
        """
        texts = [(self._incoming.text, 1.0)]
        if not asking:
            texts = list(self._incoming.alternatives) or texts
        parse = self._agent.processor.parse_message
        with span("understand"):
            heard = [await parse(self._message(text)) for text, _ in texts]
        best = best_heard([_heard(read) for read in heard], [sure for _, sure in texts])
        return heard[best]

    async def _say(self, parsed: Parsed) -> None:
        """Run the dialogue for one request.

        It is understood already: Rasa would read it again, without its context.
        """
        message = self._message(parsed["text"])
        message.parse_data = parsed
        await self._on_new_message(message)

    async def _go_on(self, waiting: list[Parsed]) -> None:
        """Answer questions that wait, offer anything else; or remember them."""
        answered = 1
        while waiting and await self._is_free() and self._answers(waiting[0], answered):
            await self._say(waiting.pop(0))
            answered += 1
        offer = bool(waiting) and await self._is_free()
        dialogue = await self._dialogue()
        if dialogue is None:
            return
        events: list[Event] = [
            SlotSet(WAITING, waiting or None),
            SlotSet(OFFERED, offer),
        ]
        if offer:
            events.append(await self._offer(dialogue, waiting[0]["text"]))
        dialogue.update_with_events(events, self._agent.processor.domain)
        await self._store.save(dialogue)

    def _answers(self, parsed: Parsed, answered: int) -> bool:
        """Tell whether to answer at once; who listens is asked first."""
        is_question = parsed["intent"]["name"].startswith(QUESTION)
        return is_question and answered < AT_ONCE and self._incoming.channel == "chat"

    async def _offer(self, dialogue: DialogueStateTracker, request: str) -> BotUttered:
        said = await self._agent.processor.nlg.generate(
            OFFER, dialogue, self._output.name(), request=request
        )
        await self._output.send_response(self._incoming.sender, dict(said))
        return BotUttered(said["text"], said, {"utter_action": OFFER})

    async def _is_free(self) -> bool:
        """Tell whether the worker is asked nothing at the moment."""
        dialogue = await self._dialogue()
        if dialogue is None or dialogue.active_loop_name:
            return False
        for event in reversed(dialogue.events):
            if isinstance(event, UserUttered):
                return True
            if isinstance(event, SlotSet) and event.key == OFFERED_FORM and event.value:
                return False
        return True

    @property
    def _store(self) -> CompactTrackerStore:
        """Our own store; Rasa keeps it behind one that steps in when it fails."""
        store: CompactTrackerStore = self._agent.tracker_store._tracker_store
        return store

    async def _dialogue(self) -> DialogueStateTracker | None:
        return await self._store.peek(self._incoming.sender)

    async def _events_since(self, began: float) -> list[Event]:
        dialogue = await self._dialogue()
        events = dialogue.events if dialogue else ()
        return [event for event in events if event.timestamp >= began]

    def _message(self, text: str) -> UserMessage:
        return UserMessage(
            text=text,
            output_channel=self._output,
            sender_id=self._incoming.sender,
            input_channel=self._incoming.channel,
            message_id=self._incoming.message_id,
            metadata=self._incoming.metadata,
        )


def _still_waiting(slots: Mapping[str, Any], *, taken: bool) -> list[Parsed]:
    """Return what waited already; what was offered and not taken waits no more."""
    waiting = list(slots.get(WAITING) or ())
    if slots.get(OFFERED):
        return waiting[1:] if taken else []
    return waiting


def _heard(read: Parsed) -> Understood:
    """Give what the choice among alternatives looks at."""
    intent = _intent(read)
    ranking = [
        (str(guess["name"]), float(guess["confidence"]))
        for guess in read.get("intent_ranking") or ()
    ]
    name = str(intent["intent"])
    return Understood(
        intent=name,
        confidence=intent["confidence"],
        skill="",
        entities=(),
        requests=(),
        ranking=tuple(ranking or [(name, intent["confidence"])]),
    )


def _requested(dialogue: DialogueStateTracker | None) -> str | None:
    """Return what the worker is asked for at the end of the turn."""
    if dialogue is None or not dialogue.active_loop_name:
        return None
    return dialogue.get_slot("requested_slot")


def _intent(read: Parsed) -> dict[str, Any]:
    intent = read.get("intent") or {}
    return {
        "intent": intent.get("name"),
        "confidence": round(float(intent.get("confidence") or 0.0), 4),
    }
