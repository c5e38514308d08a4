"""What Rasa does anew for every message, done once.

Measured over whole turns: checking the schema of the action server's answers was 58 %
of the bot's time, planning the same graph anew another 8 %, opening a connection for
every call of an action 5 %, copying a hundred slots again and again 9 % (ADR 0015);
of what was left then, asking every slot whether the words fill it 7 %, building the
actions that Rasa brings along 3 %, an empty domain to compare ours with 2 %, and
looking for the class of each event 1 %.
"""

from __future__ import annotations

from functools import cache
from graphlib import TopologicalSorter
from typing import Any

import aiohttp
from jsonschema import Draft202012Validator
from rasa.core.actions import action
from rasa.core.actions.action import Action, ActionExtractSlots, RemoteAction
from rasa.core.channels.channel import OutputChannel
from rasa.core.nlg.generator import NaturalLanguageGenerator
from rasa.core.processor import MessageProcessor
from rasa.engine.graph import GraphSchema
from rasa.engine.runner.dask import DaskGraphRunner
from rasa.shared.core.constants import (
    ACTION_VALIDATE_SLOT_MAPPINGS,
    DEFAULT_SLOT_NAMES,
)
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import Event
from rasa.shared.core.slots import Slot
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.utils.endpoints import EndpointConfig


def install() -> None:
    """Replace all of it in the Rasa of this process."""
    RemoteAction._validate_action_result = _validate  # type: ignore[method-assign]
    EndpointConfig.session = _shared_session  # type: ignore[method-assign]
    DaskGraphRunner.run = _run_in_order  # type: ignore[method-assign]
    Slot.__copy__ = _copy_of_slot  # type: ignore[attr-defined]
    DialogueStateTracker.init_copy = _begun_anew  # type: ignore[method-assign]
    Event.resolve_by_type = staticmethod(cache(Event.resolve_by_type))  # type: ignore[method-assign]
    MessageProcessor._check_for_unseen_features = _nothing  # type: ignore[method-assign]
    MessageProcessor._log_slots = _nothing  # type: ignore[method-assign]
    action.default_actions = _default_actions
    ActionExtractSlots.run = _fill_slots  # type: ignore[method-assign]


@cache
def _schema() -> dict[str, Any]:
    """Return the schema of an action's result, the same that Rasa checks."""
    schema = RemoteAction.action_response_format_spec()
    Draft202012Validator.check_schema(schema)
    return schema


@cache
def _kinds() -> dict[str, Draft202012Validator]:
    """Compile what an event of each kind is like.

    The schema is one of 23, told apart by a constant. Trying each takes 0.8 ms.
    """
    common = dict(_schema()["properties"]["events"]["items"])
    return {
        kind["properties"]["event"]["const"]: Draft202012Validator(
            {"allOf": [common, kind]}
        )
        for kind in common.pop("oneOf")
    }


def _validate(_action: RemoteAction, result: dict[str, Any]) -> bool:
    """Check an action's result.

    Raises:
        ValidationError: It is not as agreed.
    """
    if not _is_plain(result):
        Draft202012Validator(_schema()).validate(result)
    return True


def _is_plain(result: dict[str, Any]) -> bool:
    """Tell whether a result is as agreed, if that is seen at once."""
    events, responses = result.get("events"), result.get("responses")
    if not (isinstance(events, list) and isinstance(responses, list)):
        return False
    return all(isinstance(response, dict) for response in responses) and all(
        isinstance(event, dict)
        and (kind := _kinds().get(str(event.get("event")))) is not None
        and kind.is_valid(event)
        for event in events
    )


class _Kept:
    """A session that the end of a `with` does not close."""

    def __init__(self, endpoint: EndpointConfig) -> None:
        self._endpoint = endpoint

    async def __aenter__(self) -> aiohttp.ClientSession:
        kept: aiohttp.ClientSession | None = getattr(self._endpoint, "kept", None)
        if kept is None or kept.closed:
            kept = _new_session(self._endpoint)
            self._endpoint.kept = kept  # type: ignore[attr-defined]
        return kept

    async def __aexit__(self, *_raised: object) -> None:
        """Leave it open for the next call."""


_new_session = EndpointConfig.session


def _shared_session(endpoint: EndpointConfig) -> _Kept:
    return _Kept(endpoint)


def _run_in_order(
    runner: DaskGraphRunner,
    inputs: dict[str, Any] | None = None,
    targets: list[str] | None = None,
) -> dict[str, Any]:
    """Run the nodes that the targets need, each after those that it needs itself."""
    wanted = tuple(targets or runner._graph_schema.target_names)
    plans = runner.__dict__.setdefault("plans", {})
    if wanted not in plans:
        plans[wanted] = _order(runner._graph_schema.minimal_graph_schema(list(wanted)))
    done: dict[str, Any] = {
        name: (name, value) for name, value in (inputs or {}).items()
    }
    for name, needed in plans[wanted]:
        done[name] = runner._instantiated_nodes[name](
            *(done.get(need, need) for need in needed)
        )
    return dict(done[name] for name in wanted)


def _order(schema: GraphSchema) -> list[tuple[str, tuple[str, ...]]]:
    """Sort the nodes of a graph, those that others need first."""
    needs = {name: tuple(node.needs.values()) for name, node in schema.nodes.items()}
    graph = {name: [n for n in needed if n in needs] for name, needed in needs.items()}
    return [(name, needs[name]) for name in TopologicalSorter(graph).static_order()]


def _copy_of_slot(slot: Slot) -> Slot:
    """Copy a slot as `copy.copy` would, without asking how it wants to be copied."""
    copied: Slot = slot.__class__.__new__(slot.__class__)
    copied.__dict__.update(slot.__dict__)
    return copied


def _begun_anew(tracker: DialogueStateTracker) -> DialogueStateTracker:
    """Return the dialogue as it was before it began."""
    begun = DialogueStateTracker(
        tracker.sender_id,
        None,
        tracker._max_event_history,
        is_rule_tracker=tracker.is_rule_tracker,
    )
    begun.slots = {name: _copy_of_slot(slot) for name, slot in tracker.slots.items()}
    for slot in begun.slots.values():
        if slot.has_been_set:
            slot.reset()
    return begun


_bring_along = action.default_actions


def _default_actions(endpoint: EndpointConfig | None = None) -> list[Action]:
    """Return the actions that Rasa brings along: they keep nothing of a dialogue."""
    if endpoint is None:
        return _bring_along(endpoint)
    known: list[Action] = endpoint.__dict__.setdefault("brought", [])
    known.extend(() if known else _bring_along(endpoint))
    return known


_fill = ActionExtractSlots.run


async def _fill_slots(
    extracting: ActionExtractSlots,
    output: OutputChannel,
    nlg: NaturalLanguageGenerator,
    tracker: DialogueStateTracker,
    domain: Domain,
) -> list[Event]:
    """Fill slots from the words, where any is filled so: ours are filled by actions."""
    if "fills_slots" not in domain.__dict__:
        domain.__dict__["fills_slots"] = _fills_slots(domain)
    if not domain.__dict__["fills_slots"]:
        return []
    return await _fill(extracting, output, nlg, tracker, domain)


def _fills_slots(domain: Domain) -> bool:
    """Tell whether a message fills slots before any action was chosen."""
    return ACTION_VALIDATE_SLOT_MAPPINGS in domain.user_actions or any(
        mapping["type"] != "custom" or "action" in mapping
        for slot in domain.slots
        if slot.name not in DEFAULT_SLOT_NAMES
        for mapping in slot.mappings
    )


def _nothing(*_given: object) -> None:
    """Do nothing: the gates see to it that the domain knows what the model finds.

    And what slots hold is not for a log.
    """
