"""Where dialogues are kept: what still matters of each, one row a conversation."""

from __future__ import annotations

import json
from collections import OrderedDict, deque
from collections.abc import Iterable
from typing import Any, NoReturn

from rasa.core.brokers.broker import EventBroker
from rasa.core.tracker_store import FailSafeTrackerStore, TrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import deserialise_events
from rasa.shared.core.trackers import DialogueStateTracker

from bot import locks
from bot.dialogues import Dialogues, Row
from bot.folding import folded, known

IN_MEMORY = 1_000
"""Dialogues at hand, some 20 kB each."""


class CompactTrackerStore(TrackerStore):
    """Keeps the last turns of each dialogue, and of all before them the outcome.

    A dialogue is taken out of memory while a message is handled and put back when it
    is saved: one whose turn failed is read again as it was before.
    """

    def __init__(
        self,
        domain: Domain | None = None,
        host: str | None = None,
        event_broker: EventBroker | None = None,
        **kwargs: Any,  # noqa: ANN401 - Rasa passes what stands in endpoints.yml
    ) -> None:
        """Take the database's SQLAlchemy URL; it is opened for the first message."""
        super().__init__(domain, event_broker)
        self.dialogues = Dialogues(host or "sqlite://")
        # None of whoever has no dialogue yet: a new one is looked for once a turn.
        self._at_hand: OrderedDict[str, DialogueStateTracker | None] = OrderedDict()

    async def refresh(self, sender_id: str) -> None:
        """Have the dialogue at hand as it is on record: at the start of a turn.

        Another bot may have gone on with it, or the worker may have been forgotten.
        """
        at_hand = self._at_hand.pop(sender_id, None)
        have = _version(at_hand) if at_hand and _is_as_kept(at_hand) else -1
        found = await self.dialogues.find(sender_id, known=have)
        if found is None:
            self._hold(sender_id, None)
        elif found.events is None and at_hand is not None:
            self._hold(sender_id, at_hand)
        else:
            self._hold(sender_id, self._read(sender_id, found))

    async def retrieve(self, sender_id: str) -> DialogueStateTracker | None:
        """Take a dialogue out, from memory or from the database."""
        if sender_id not in self._at_hand:
            await self.refresh(sender_id)
        return self._at_hand.pop(sender_id, None)

    async def peek(self, sender_id: str) -> DialogueStateTracker | None:
        """Look at a dialogue without taking it out."""
        if sender_id not in self._at_hand:
            await self.refresh(sender_id)
        return self._at_hand.get(sender_id)

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Fold a dialogue's older turns and keep it; Rasa begins one that has none.

        Raises:
            TurnLostError: This bot stood still and has lost its turn.
            OvertakenError: Another bot has gone on with the dialogue.
        """
        self._at_hand.pop(tracker.sender_id, None)
        if not tracker.events:
            return
        if turn := locks.current(tracker.sender_id):
            turn.check()
        tracker.events = deque(folded(tracker.events))
        text = json.dumps(
            [event.as_dict() for event in tracker.events], ensure_ascii=False
        )
        version = await self.dialogues.keep(
            tracker.sender_id, text, after=_version(tracker)
        )
        self._hold(tracker.sender_id, _kept_as(tracker, version))

    async def keys(self) -> Iterable[str]:
        """Return every sender on record."""
        return await self.dialogues.senders()

    def _hold(self, sender_id: str, tracker: DialogueStateTracker | None) -> None:
        self._at_hand[sender_id] = tracker
        self._at_hand.move_to_end(sender_id)
        if len(self._at_hand) > IN_MEMORY:
            self._at_hand.popitem(last=False)

    def _read(self, sender_id: str, row: Row) -> DialogueStateTracker:
        events = known(deserialise_events(json.loads(row.events or "[]")), self.domain)
        tracker = DialogueStateTracker.from_events(
            sender_id, list(events), self.domain.slots
        )
        return _kept_as(tracker, row.version)


def install() -> None:
    """Have a turn fail whose dialogue cannot be read or kept.

    Rasa would go on with an empty dialogue, keep it in memory alone, and write the
    statement with all that was said into its log.
    """
    FailSafeTrackerStore.on_tracker_store_error = _fail  # type: ignore[method-assign]
    FailSafeTrackerStore.on_tracker_store_retrieve_error = _fail  # type: ignore[method-assign]


def _fail(_store: FailSafeTrackerStore, error: Exception) -> NoReturn:
    raise error


def _kept_as(tracker: DialogueStateTracker, version: int) -> DialogueStateTracker:
    """Note under which version a dialogue is on record, and how long it was then."""
    tracker.__dict__["kept_as"] = (version, len(tracker.events))
    return tracker


def _version(tracker: DialogueStateTracker) -> int:
    """Return the version on record that a dialogue goes on from; 0 of a new one."""
    version: int = tracker.__dict__.get("kept_as", (0, 0))[0]
    return version


def _is_as_kept(tracker: DialogueStateTracker) -> bool:
    """Tell whether nothing was added since: by a turn that failed half-way."""
    length: int = tracker.__dict__.get("kept_as", (0, 0))[1]
    return len(tracker.events) == length
