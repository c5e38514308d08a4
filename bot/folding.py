"""What still matters of a dialogue: the last turn, and the state all others led to.

Rasa keeps every event of a dialogue and replays all of them for every message, so a
long conversation becomes slow. Rules look at the present turn and at the state, so
older turns are folded into the state they left behind.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from rasa.shared.core.constants import (
    ACTION_LISTEN_NAME,
    ACTION_SESSION_START_NAME,
    REQUESTED_SLOT,
)
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import (
    ActionExecuted,
    ActiveLoop,
    Event,
    SessionStarted,
    SlotSet,
    UserUttered,
)

KEPT_TURNS = 1
"""Actions look at the turn before the present one: for “再说一遍”, and for an offer
that the very next yes takes."""


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


def known(events: Sequence[Event], domain: Domain) -> Iterator[Event]:
    """Give the events that a domain can take up.

    A dialogue may have been saved under an older model: what its slots, forms and
    actions are no more is left out. Whoever was in a form that is gone is asked
    nothing any longer, and says anew what is wanted.
    """
    slots = {slot.name for slot in domain.slots}
    actions, forms = set(domain.action_names_or_texts), set(domain.form_names)
    lost = any(
        isinstance(e, ActiveLoop) and e.name not in {None, *forms} for e in events
    )
    for event in events:
        if isinstance(event, SlotSet):
            is_known = event.key in slots and not (lost and event.key == REQUESTED_SLOT)
        elif isinstance(event, ActiveLoop):
            is_known = event.name is None or event.name in forms
        elif isinstance(event, ActionExecuted):
            is_known = event.action_name in actions
        else:
            is_known = True
        if is_known:
            yield event
