"""What is said twice is checked once: bot/domain, bot/rules and the actions' code."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from actions.forms import CONFIRMED, WISHES
from actions.guessing import MOST_GUESSES
from actions.identity import VERIFYING
from actions.server import READING, forms, steps
from actions.words import words
from helpdesk.findings import Verdict
from helpdesk.models import CardStatus, MemberStatus, RealNameStatus, TicketStatus

ROOT = Path(__file__).parents[2]
FORMS = (*forms(), VERIFYING)
FIELDS = sorted({field.slot for form in FORMS for field in form.fields})
# Uttered by a name that is put together from a value of the records.
COMPOSED = {
    *(f"utter_membership_{status}" for status in MemberStatus),
    *(f"utter_real_name_{status}" for status in RealNameStatus),
    *(f"utter_card_{status}" for status in CardStatus),
    *(f"utter_guesses_{number}" for number in range(1, MOST_GUESSES + 1)),
    *(f"utter_ticket_{status}" for status in TicketStatus),
    *(
        f"utter_{matter}_{verdict}"
        for matter in ("dream", "hardship", "school")
        for verdict in ("likely", "unlikely", "unknown")
    ),
    *(
        f"utter_{kind}_{verdict}"
        for kind in ("aid", "government_aid")
        for verdict in Verdict
    ),
    *(f"utter_{slot}_{kind}" for slot in FIELDS for kind in ("unclear", "explained")),
}
RASAS_KEY = "utter_action"
BY_RASA = {"utter_default"}
# set by bot/channels, not understood by the model
BY_CHANNEL = {"follow_up", *WISHES}
URGENT = ("express_crisis", "report_heatstroke", "report_collective_dispute")


def merged(folder: str, key: str) -> Any:
    found: Any = None
    for file in sorted((ROOT / "bot" / folder).glob("*.yml")):
        part = yaml.safe_load(file.read_text("utf-8")).get(key)
        if isinstance(part, dict):
            found = (found or {}) | part
        elif part:
            found = (found or []) + part
    return found


def source() -> str:
    rooms = (ROOT / "actions", ROOT / "bot/channels")
    files = [file for room in rooms for file in room.glob("*.py")]
    return "\n".join(file.read_text("utf-8") for file in files)


RESPONSES = merged("domain", "responses")
RULES = merged("rules", "rules")
ACTIONS = merged("domain", "actions")


class TestActions:
    def test_every_action_of_the_domain_is_written_and_the_other_way_round(self):
        written = {*steps(), *(f"validate_{form.name}" for form in forms())}

        assert set(ACTIONS) == written
        assert len(ACTIONS) == len(set(ACTIONS))

    def test_every_action_is_in_a_rule_or_validates(self):
        ruled = {step.get("action") for rule in RULES for step in rule["steps"]}

        assert set(ACTIONS) - ruled == {a for a in ACTIONS if a.startswith("validate_")}

    def test_what_only_reads_is_an_action(self):
        assert set(READING) <= set(steps())


class TestForms:
    @pytest.mark.parametrize("form", FORMS, ids=lambda form: form.name)
    def test_asks_for_the_slots_of_the_domain_in_its_order(self, form):
        asked = merged("domain", "forms")[form.name]["required_slots"]

        assert tuple(asked) == form.slots

    @pytest.mark.parametrize("form", FORMS, ids=lambda form: form.name)
    def test_has_a_question_for_every_slot(self, form):
        for slot in form.slots:
            own, shared = f"utter_ask_{form.name}_{slot}", f"utter_ask_{slot}"
            assert own in RESPONSES or shared in RESPONSES

    @pytest.mark.parametrize("form", FORMS, ids=lambda form: form.name)
    def test_sums_up_every_answer_before_anything_is_opened(self, form):
        if not form.confirms or form.no_ends:
            return
        for variant in RESPONSES[f"utter_ask_{form.name}_{CONFIRMED}"]:
            shown = set(re.findall(r"{(\w+)}", variant["text"]))
            # what only some are asked, such as the last day of work, has no line
            asked_of_all = {f.slot for f in form.fields if f.only_if is None}
            assert asked_of_all <= shown

    def test_every_form_of_the_domain_is_written(self):
        assert set(merged("domain", "forms")) == {form.name for form in FORMS}

    def test_slots_are_read_by_the_forms_alone(self):
        for slot in merged("domain", "slots").values():
            assert slot["mappings"] == [{"type": "custom"}]
            assert slot["influence_conversation"] is False


class TestResponses:
    def test_every_name_in_code_and_rules_is_in_the_domain(self):
        ruled = {step.get("action") for rule in RULES for step in rule["steps"]}
        named = set(re.findall(r'"(utter_\w+)"', source())) - {RASAS_KEY}
        uttered = named | COMPOSED | {a for a in ruled if a and a.startswith("utter_")}

        assert uttered - set(RESPONSES) == set()

    def test_every_response_is_used(self):
        ruled = {step.get("action") for rule in RULES for step in rule["steps"]}
        named = set(re.findall(r'"(utter_\w+)"', source())) - {RASAS_KEY}
        asks = {
            f"utter_ask_{prefix}{slot}"
            for form in FORMS
            for slot in form.slots
            for prefix in ("", f"{form.name}_")
        }

        assert set(RESPONSES) - named - COMPOSED - ruled - asks - BY_RASA == set()

    @pytest.mark.parametrize("name", RESPONSES)
    def test_has_words_for_the_page_and_no_links_for_the_telephone(self, name):
        variants = RESPONSES[name]

        assert any("channel" not in variant for variant in variants)
        for variant in variants:
            if variant.get("channel") == "voice":
                assert "http" not in variant["text"]
                assert "buttons" not in variant

    @pytest.mark.parametrize("name", RESPONSES)
    def test_buttons_say_plain_words(self, name):
        for variant in RESPONSES[name]:
            for button in variant.get("buttons", ()):
                assert set(button) == {"title", "payload"}
                assert not button["payload"].startswith("/")
                assert re.search(r"[\u4e00-\u9fff]", button["payload"])

    @pytest.mark.parametrize("name", RESPONSES)
    def test_speaks_like_an_officer(self, name):
        for variant in RESPONSES[name]:
            assert "亲" not in variant["text"]
            assert len(variant["text"]) <= 260


class TestRules:
    def test_every_intent_of_the_catalogue_leads_somewhere(self):
        catalogue = yaml.safe_load((ROOT / "nlu_data/intents.yml").read_text("utf-8"))
        intents = {intent for skill in catalogue.values() for intent in skill}
        begun = [rule["steps"][0].get("intent") for rule in RULES]

        assert set(merged("domain", "intents")) == intents | BY_CHANNEL
        assert intents - set(begun) == set()
        assert len([i for i in begun if i]) == len({i for i in begun if i})

    def test_every_skill_has_its_own_files(self):
        catalogue = yaml.safe_load((ROOT / "nlu_data/intents.yml").read_text("utf-8"))
        for skill, intents in catalogue.items():
            domain = (ROOT / f"bot/domain/{skill}.yml").read_text("utf-8")
            rules = (ROOT / f"bot/rules/{skill}.yml").read_text("utf-8")
            begun = re.findall(r"- intent: (\w+)", rules)
            assert set(yaml.safe_load(domain)["intents"]) - BY_CHANNEL == set(intents)
            assert set(begun) - BY_CHANNEL == set(intents) - self.across_skills()

    def across_skills(self):
        """Danger and people are the same whatever the skill."""
        files = [ROOT / f"bot/rules/{name}.yml" for name in ("safety", "handoff")]
        texts = "".join(file.read_text("utf-8") for file in files)
        return set(re.findall(r"- intent: (\w+)", texts))

    def test_danger_is_answered_before_anything_is_asked(self):
        for intent in (
            "express_crisis",
            "report_heatstroke",
            "report_collective_dispute",
        ):
            [steps_] = [
                r["steps"] for r in RULES if r["steps"][0].get("intent") == intent
            ]
            taken = [step.get("action", "") for step in steps_[1:]]
            assert taken == ["action_tell_help", "action_open_urgent"]

    def test_words_that_save_need_no_records(self):
        assert "action_tell_help" in READING


class TestCrisisWords:
    def test_name_the_numbers_that_help(self):
        written, spoken = (
            next(v["text"] for v in RESPONSES["utter_crisis_help_told"] if test(v))
            for test in (lambda v: "channel" not in v, lambda v: "channel" in v)
        )
        assert all(number in written for number in ("110", "120", "12356"))
        assert all(number in spoken for number in ("幺幺零", "幺二零", "幺二三五六"))


class TestWords:
    def test_every_label_belongs_to_a_slot(self):
        assert set(words()["labels"]) <= set(merged("domain", "slots"))
