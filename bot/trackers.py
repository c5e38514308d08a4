"""Where dialogues are kept: what still matters of each, one row a conversation.

Rasa keeps every event of a dialogue and replays all of them for every message, so a
long conversation becomes slow. Rules look at the present turn and at the state, so
older turns are folded into the state they left behind.
"""

from __future__ import annotations

import json
import time
from collections import OrderedDict, deque
from collections.abc import Iterable, Sequence
from typing import Any

import sqlalchemy as sa
from rasa.core.brokers.broker import EventBroker
from rasa.core.tracker_store import TrackerStore
from rasa.shared.core.constants import ACTION_LISTEN_NAME, ACTION_SESSION_START_NAME
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import (
    ActionExecuted,
    ActiveLoop,
    Event,
    SessionStarted,
    SlotSet,
    UserUttered,
)
from rasa.shared.core.trackers import DialogueStateTracker
from sqlalchemy.dialects import postgresql, sqlite

KEPT_TURNS = 1
"""Actions look at the turn before the present one: for “再说一遍”, and for an offer
that the very next yes takes."""

IN_MEMORY = 2_000
"""Dialogues at hand, some 20 kB each."""

metadata = sa.MetaData()
dialogues = sa.Table(
    "dialogues",
    metadata,
    sa.Column("sender", sa.String(128), primary_key=True),
    sa.Column("events", sa.Text, nullable=False),
    sa.Column("saved_at", sa.Float, nullable=False, index=True),
)


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
        """Open the database at an SQLAlchemy URL and make its table."""
        super().__init__(domain, event_broker)
        self._engine = _engine(host or "sqlite://")
        metadata.create_all(self._engine)
        self._at_hand: OrderedDict[str, DialogueStateTracker] = OrderedDict()

    async def retrieve(self, sender_id: str) -> DialogueStateTracker | None:
        """Take a dialogue out, from memory or from the database."""
        return self._at_hand.pop(sender_id, None) or self._read(sender_id)

    async def peek(self, sender_id: str) -> DialogueStateTracker | None:
        """Look at a dialogue without taking it out."""
        if sender_id not in self._at_hand:
            found = self._read(sender_id)
            if found is None:
                return None
            self._hold(found)
        return self._at_hand[sender_id]

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Fold a dialogue's older turns and keep it."""
        tracker.events = deque(folded(tracker.events))
        text = json.dumps(
            [event.as_dict() for event in tracker.events], ensure_ascii=False
        )
        self._write(tracker.sender_id, text)
        self._hold(tracker)

    async def keys(self) -> Iterable[str]:
        """Return every sender on record."""
        with self._engine.connect() as connection:
            return [row.sender for row in connection.execute(sa.select(dialogues))]

    def _hold(self, tracker: DialogueStateTracker) -> None:
        self._at_hand[tracker.sender_id] = tracker
        self._at_hand.move_to_end(tracker.sender_id)
        if len(self._at_hand) > IN_MEMORY:
            self._at_hand.popitem(last=False)

    def _read(self, sender_id: str) -> DialogueStateTracker | None:
        found = sa.select(dialogues.c.events).where(dialogues.c.sender == sender_id)
        with self._engine.connect() as connection:
            text = connection.execute(found).scalar_one_or_none()
        if text is None:
            return None
        return DialogueStateTracker.from_dict(
            sender_id, json.loads(text), self.domain.slots
        )

    def _write(self, sender_id: str, events: str) -> None:
        dialect = postgresql if self._engine.dialect.name == "postgresql" else sqlite
        new = dialect.insert(dialogues).values(
            sender=sender_id, events=events, saved_at=time.time()
        )
        kept = new.on_conflict_do_update(
            index_elements=[dialogues.c.sender],
            set_={"events": new.excluded.events, "saved_at": new.excluded.saved_at},
        )
        with self._engine.begin() as connection:
            connection.execute(kept)


def folded(events: Iterable[Event], kept_turns: int = KEPT_TURNS) -> Sequence[Event]:
    """Return the last turns, and before them the state that all others led to."""
    said = list(events)
    turns = [at for at, event in enumerate(said) if isinstance(event, UserUttered)]
    if len(turns) <= kept_turns:
        return said
    cut = turns[-kept_turns]
    return [*_state_after(said[:cut]), *said[cut:]]


def _state_after(events: Sequence[Event]) -> list[Event]:
    """Return as few events as lead to the same slots, loop and requested action."""
    slots: dict[str, SlotSet] = {}
    loop: ActiveLoop | None = None
    for event in events:
        if isinstance(event, SlotSet):
            slots[event.key] = event
        elif isinstance(event, ActiveLoop):
            loop = event
    at = events[-1].timestamp  # of the past, not of the turn that folds it
    state: list[Event] = [
        ActionExecuted(ACTION_SESSION_START_NAME, timestamp=at),
        SessionStarted(timestamp=at),
    ]
    state += [event for event in slots.values() if event.value is not None]
    if loop and loop.name:
        state += [ActionExecuted(loop.name, timestamp=at), loop]
    return [*state, ActionExecuted(ACTION_LISTEN_NAME, timestamp=at)]


def _engine(url: str) -> sa.engine.Engine:
    """Open a database; of a file one connection, for all happens in one thread."""
    if not url.startswith("sqlite"):
        return sa.create_engine(url, pool_pre_ping=True)
    engine = sa.create_engine(url, poolclass=sa.pool.StaticPool)

    @sa.event.listens_for(engine, "connect")
    def _be_quick(connection: Any, _record: object) -> None:  # noqa: ANN401
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = NORMAL")
        connection.execute("PRAGMA busy_timeout = 5000")
        connection.execute("PRAGMA secure_delete = ON")  # what was said is overwritten

    return engine
