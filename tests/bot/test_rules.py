"""The rules as Rasa itself reads, checks and follows them."""

import copy
from pathlib import Path

import pytest
import yaml
from rasa.core.policies.rule_policy import (
    RULES,
    RULES_FOR_LOOP_UNHAPPY_PATH,
    RulePolicy,
)
from rasa.engine.graph import ExecutionContext, GraphSchema
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import (
    ActionExecuted,
    ActionExecutionRejected,
    ActiveLoop,
    SlotSet,
    UserUttered,
)
from rasa.shared.core.generator import TrainingDataGenerator
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.importers.importer import TrainingDataImporter
from rasa.validator import Validator

from bot.components.rules import Rules

ROOT = Path(__file__).parents[2]
CONFIG = yaml.safe_load((ROOT / "bot/config.yml").read_text("utf-8"))
CATALOGUE = yaml.safe_load((ROOT / "nlu_data/intents.yml").read_text("utf-8"))
INTENTS = [intent for skill in CATALOGUE.values() for intent in skill]
FORM = "report_wages_form"
CLOSES_THE_FORM = ("say_goodbye", "stop_flow")  # their actions end the loop themselves
SWITCHES = "_form"


@pytest.fixture(scope="module")
def importer():
    return TrainingDataImporter.load_from_dict(
        config=CONFIG,
        domain_path=str(ROOT / "bot/domain"),
        training_data_paths=[str(ROOT / "bot/rules")],
    )


@pytest.fixture(scope="module")
def domain(importer) -> Domain:
    return importer.get_domain()


@pytest.fixture(scope="module")
def rules(importer):
    return {step.block_name: step for step in importer.get_stories().story_steps}


@pytest.fixture(scope="module")
def policy(importer, domain, tmp_path_factory) -> Rules:
    """The policy of bot/config.yml, taught the rules as `rasa train` does."""
    [configured] = CONFIG["policies"]
    config = {k: v for k, v in configured.items() if k != "name"}
    policy = Rules(
        {**Rules.get_default_config(), **config},
        LocalModelStorage.create(tmp_path_factory.mktemp("storage")),
        Resource("rules"),
        ExecutionContext(GraphSchema({})),
    )
    trackers = TrainingDataGenerator(
        importer.get_stories(),
        domain,
        augmentation_factor=0,
        use_story_concatenation=False,
    ).generate()
    policy.train(trackers, domain)
    return policy


def heard(domain: Domain, intent: str, *events) -> DialogueStateTracker:
    tracker = DialogueStateTracker.from_events("t", [], slots=domain.slots)
    before = [ActionExecuted("action_listen")]
    said = UserUttered("…", {"name": intent, "confidence": 0.9})
    tracker.update_with_events([*before, said, *events], domain)
    return tracker


def in_form(domain: Domain, intent: str, *events) -> DialogueStateTracker:
    """An open form that handed a message to the rules."""
    tracker = heard(
        domain,
        "report_unpaid_wages",
        ActionExecuted(FORM),
        ActiveLoop(FORM),
        SlotSet("requested_slot", "employer"),
        ActionExecuted("action_listen"),
        UserUttered("…", {"name": intent, "confidence": 0.9}),
        ActionExecutionRejected(FORM),
        *events,
    )
    return tracker


def next_action(
    policy: RulePolicy, tracker: DialogueStateTracker, domain: Domain
) -> str:
    prediction = policy.predict_action_probabilities(copy.deepcopy(tracker), domain)
    best = max(
        range(len(prediction.probabilities)), key=prediction.probabilities.__getitem__
    )
    assert prediction.probabilities[best] == 1.0, "no rule fits"
    return domain.action_names_or_texts[best]


class TestAgainstRasa:
    """Our policy finds the rules that Rasa's own finds, in every kind of turn."""

    @pytest.mark.parametrize("intent", [*INTENTS, "nobody_knows"])
    @pytest.mark.parametrize("told", [heard, in_form], ids=["outside", "in a form"])
    def test_finds_the_same_rules(self, policy, domain, intent, told):
        states = policy._prediction_states(told(domain, intent), domain, False)

        for lookup in (RULES, RULES_FOR_LOOP_UNHAPPY_PATH):
            rules = policy.lookup[lookup]
            expected = RulePolicy._get_possible_keys(policy, rules, states)
            assert policy._get_possible_keys(rules, states) == expected

    def test_no_rule_is_about_literal_words(self, policy):
        states = (
            state
            for key in policy.lookup[RULES]
            for state in policy._rule_key_to_state(key)
        )

        assert not any("text" in state.get("user", {}) for state in states)


class TestValidate:
    def test_domain_is_sound(self, domain, importer):
        validator = Validator(
            domain, importer.get_nlu_data(), importer.get_stories(), CONFIG
        )

        assert validator.verify_domain_validity()
        assert validator.verify_form_slots()
        assert validator.verify_slot_mappings()
        assert validator.verify_actions_in_stories_rules()

    def test_nothing_is_learnt_from_stories(self):
        assert [policy["name"] for policy in CONFIG["policies"]] == [
            "bot.components.rules.Rules"
        ]
        assert not (ROOT / "bot/stories").exists()


class TestRules:
    @pytest.mark.parametrize("intent", INTENTS)
    def test_every_intent_has_a_first_action(self, policy, domain, intent):
        action = next_action(policy, heard(domain, intent), domain)

        assert action not in ("action_listen", "action_default_fallback")

    @pytest.mark.parametrize("intent", INTENTS)
    def test_every_intent_is_answered_inside_a_form_that_lets_it_go(
        self, policy, domain, intent
    ):
        outside = next_action(policy, heard(domain, intent), domain)

        assert next_action(policy, in_form(domain, intent), domain) == outside

    @pytest.mark.parametrize("intent", ["ask_dream_plan", "greet", "report_overtime"])
    def test_a_form_goes_on_after_an_answer(self, policy, domain, intent):
        answered = next_action(policy, in_form(domain, intent), domain)
        tracker = in_form(domain, intent, ActionExecuted(answered))

        assert next_action(policy, tracker, domain) == FORM

    def test_an_emergency_inside_a_form_raises_the_alarm(self, policy, domain):
        first = ActionExecuted("action_tell_help")
        tracker = in_form(domain, "express_crisis", first)

        assert next_action(policy, tracker, domain) == "action_open_urgent"

    def test_a_filled_form_is_used(self, policy, domain):
        tracker = heard(
            domain,
            "affirm",
            ActionExecuted(FORM),
            ActiveLoop(FORM),
            SlotSet("requested_slot", "confirmed"),
            ActionExecuted("action_listen"),
            UserUttered("是的", {"name": "affirm", "confidence": 0.9}),
            ActionExecuted(FORM),
            ActiveLoop(None),
            SlotSet("requested_slot", None),
        )

        assert next_action(policy, tracker, domain) == "action_open_wages"

    def test_a_form_that_is_full_at_once_is_used_at_once(self, policy, domain):
        tracker = heard(
            domain,
            "find_legal_site",
            ActionExecuted("find_lawyer_form"),
            ActiveLoop("find_lawyer_form"),
            ActiveLoop(None),
            SlotSet("requested_slot", None),
        )

        assert next_action(policy, tracker, domain) == "action_find_lawyer"
