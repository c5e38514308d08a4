"""Rasa's policy of rules, reckoned once where Rasa reckons for every prediction."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from rasa.core.policies.rule_policy import RulePolicy
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.shared.core.constants import PREVIOUS_ACTION
from rasa.shared.core.domain import Domain, State
from rasa.shared.core.trackers import DialogueStateTracker


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
        return {key for key in lookup if self._fits(key, latest_first)}

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
        wanted: Mapping[str, Any] = ruled.get("user", {})
        said: Mapping[str, Any] = state.get("user", {})
        if wanted.get("intent") and wanted["intent"] != said.get("intent"):
            return False  # as the comparison below would say, of most rules at once
        return bool(self._does_rule_match_state(ruled, state))


@cache
def _latest_first(key: str) -> tuple[State, ...]:
    """Read a rule's turns; there are as many keys as the model has rules."""
    return tuple(reversed(RulePolicy._rule_key_to_state(key)))
