"""Rasa's policy of rules, reckoned once where Rasa reckons for every prediction."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache

from rasa.core.policies.rule_policy import RulePolicy
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.shared.core.constants import PREVIOUS_ACTION
from rasa.shared.core.domain import Domain, State
from rasa.shared.core.trackers import DialogueStateTracker

Sign = tuple["str | None", "str | None"]


@DefaultV1Recipe.register(
    DefaultV1Recipe.ComponentType.POLICY_WITHOUT_END_TO_END_SUPPORT, is_trainable=True
)
class Rules(RulePolicy):
    """Finds the same rules; tests/bot/components compares it with its parent."""

    def _find_action_from_rules(
        self,
        tracker: DialogueStateTracker,
        domain: Domain,
        use_text_for_last_user_input: bool,
    ) -> tuple[str | None, str | None, bool]:
        """Ask no rules of a worker's literal words: there are none."""
        if use_text_for_last_user_input:
            return None, None, False
        found: tuple[str | None, str | None, bool] = super()._find_action_from_rules(
            tracker, domain, use_text_for_last_user_input
        )
        return found

    def _get_possible_keys(
        self, lookup: dict[str, str], states: list[State]
    ) -> set[str]:
        """Return the rules that fit how the dialogue ends."""
        latest_first = states[::-1]
        if not latest_first:
            return set(lookup)
        near = self._near(lookup, latest_first[0])
        return {key for key in near if self._fits(key, latest_first)}

    def _near(self, lookup: dict[str, str], latest: State) -> Iterator[str]:
        """Give the rules whose last turn follows the same action and intent, or any."""
        index = self.__dict__.setdefault("_index", {}).get(id(lookup))
        if index is None or index[0] != len(lookup):
            index = (len(lookup), _indexed(lookup))
            self.__dict__["_index"][id(lookup)] = index
        action, intent = _sign(latest)
        for sign in {(action, intent), (action, None)}:
            yield from index[1].get(sign, ())

    def _fits(self, key: str, latest_first: list[State]) -> bool:
        rule = _latest_first(key)
        return all(
            self._fits_turn(ruled, state)
            for ruled, state in zip(rule, latest_first, strict=False)
        )

    def _fits_turn(self, ruled: State, state: State) -> bool:
        """Compare one turn; only the beginning of a dialogue follows no action."""
        begins, began = not ruled.get(PREVIOUS_ACTION), not state.get(PREVIOUS_ACTION)
        if begins or began:
            return begins and began
        return bool(self._does_rule_match_state(ruled, state))


def _indexed(lookup: Iterable[str]) -> Mapping[Sign, Sequence[str]]:
    """Sort rules by what their last turn is about."""
    index: dict[Sign, list[str]] = {}
    for key in lookup:
        index.setdefault(_sign(_latest_first(key)[0]), []).append(key)
    return index


def _sign(state: State) -> Sign:
    """Return the action that a turn follows and the intent that is told in it."""
    action = (state.get(PREVIOUS_ACTION) or {}).get("action_name")
    return action, (state.get("user") or {}).get("intent")


@cache
def _latest_first(key: str) -> tuple[State, ...]:
    """Read a rule's turns; there are as many keys as the model has rules."""
    return tuple(reversed(RulePolicy._rule_key_to_state(key)))
