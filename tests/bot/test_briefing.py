"""An action is told what actions read, and as Rasa tells it."""

import pytest
from rasa.core.actions.action import RemoteAction
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import (
    ActionExecuted,
    ActiveLoop,
    BotUttered,
    SlotSet,
    UserUttered,
)
from rasa.shared.core.slots import AnySlot
from rasa.shared.core.trackers import DialogueStateTracker

from bot import briefing

PARSED = {
    "intent": {"name": "greet", "confidence": 0.9},
    "text": "你好",
    "foreign": 0.1,
}


@pytest.fixture
def tracker():
    slots = [AnySlot("employer", mappings=[]), AnySlot("phone", mappings=[])]
    tracker = DialogueStateTracker("one", slots)
    for number in range(3):
        tracker.update_with_events(
            [
                UserUttered("你好", parse_data=PARSED, metadata={"channel": "voice"}),
                ActiveLoop("join_form"),
                SlotSet("employer", f"厂{number}"),
                ActionExecuted("join_form"),
                BotUttered(f"答{number}", {"buttons": []}),
            ],
            Domain.empty(),
        )
    return tracker


@pytest.fixture
def agreed(tracker):
    """What Rasa itself tells."""
    return RemoteAction("action_a", None)._action_call_format(tracker, Domain.empty())


@pytest.fixture
def told(tracker):
    return briefing.call_of(RemoteAction("action_a", None), tracker, Domain.empty())


class TestCall:
    def test_is_rasas_own_but_for_the_domain(self, told, agreed):
        assert agreed.keys() - told.keys() == {"domain"}
        for name in ("next_action", "sender_id", "version"):
            assert told[name] == agreed[name]

    def test_has_all_of_the_tracker_but_what_is_shortened(self, told, agreed):
        assert told["tracker"].keys() == agreed["tracker"].keys()
        for name, value in told["tracker"].items():
            if name not in ("slots", "events"):
                assert value == agreed["tracker"][name], name

    def test_has_the_slots_that_are_filled(self, told):
        assert told["tracker"]["slots"] == {"employer": "厂2"}

    def test_has_every_event_in_its_order(self, told, agreed):
        def names(call):
            return [
                (event["event"], event["timestamp"])
                for event in call["tracker"]["events"]
            ]

        assert names(told) == names(agreed)

    def test_has_the_answers_to_this_message_and_the_one_before(self, told):
        events = told["tracker"]["events"]

        said = [event.get("text") for event in events if event["event"] == "bot"]

        assert said == [None, "答1", "答2"]

    def test_has_what_changed_the_dialogue_in_full(self, told, agreed):
        for event, whole in zip(
            told["tracker"]["events"], agreed["tracker"]["events"], strict=False
        ):
            if event["event"] not in ("user", "bot"):
                assert event == whole

    def test_leaves_out_what_earlier_messages_were_taken_for(self, told):
        users = [e for e in told["tracker"]["events"] if e["event"] == "user"]

        assert all(event.keys() == {"event", "timestamp"} for event in users)
        assert told["tracker"]["latest_message"]["intent"] == PARSED["intent"]
