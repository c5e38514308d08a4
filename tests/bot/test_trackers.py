"""The compact store against Rasa's own: the same dialogue, however long it was."""

import sqlite3

import pytest
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import (
    ActionExecuted,
    ActiveLoop,
    BotUttered,
    SessionStarted,
    SlotSet,
    UserUttered,
)
from rasa.shared.core.trackers import DialogueStateTracker

from bot.folding import folded
from bot.trackers import CompactTrackerStore
from tests.bot.loops import run

DOMAIN = Domain.from_dict(
    {
        "intents": ["greet"],
        "slots": {
            name: {"type": "any", "mappings": [{"type": "custom"}]}
            for name in ("employer", "area", "requested_slot")
        },
        "forms": {"wages_form": {"required_slots": ["employer"]}},
    }
)


def said(text):
    return [
        UserUttered(text, {"name": "greet", "confidence": 1.0}),
        ActionExecuted("utter_greeted"),
        BotUttered(f"回答 {text}"),
        ActionExecuted("action_listen"),
    ]


BEGUN = [
    ActionExecuted("action_session_start"),
    SessionStarted(),
    ActionExecuted("action_listen"),
]
LONG = [
    *BEGUN,
    *said("一"),
    SlotSet("employer", "鑫盛达"),
    SlotSet("area", "龙岗"),
    *said("二"),
    SlotSet("area", None),
    ActionExecuted("wages_form"),
    ActiveLoop("wages_form"),
    SlotSet("requested_slot", "area"),
    ActionExecuted("action_listen"),
    *said("三"),
    *said("四"),
]


def tracker_of(events):
    return DialogueStateTracker.from_events("t", events, slots=DOMAIN.slots)


@pytest.fixture
def url(tmp_path):
    return f"sqlite:///{tmp_path / 'rasa.db'}"


@pytest.fixture
def store(url):
    return CompactTrackerStore(DOMAIN, url)


class TestFolded:
    def test_leaves_a_short_dialogue_alone(self):
        events = [*BEGUN, *said("一")]

        assert list(folded(events)) == events

    def test_leads_to_the_same_state(self):
        whole, short = tracker_of(LONG), tracker_of(folded(LONG))

        assert short.current_slot_values() == whole.current_slot_values()
        assert short.active_loop_name == whole.active_loop_name == "wages_form"
        assert short.latest_action_name == whole.latest_action_name
        assert short.latest_message.text == "四"

    def test_keeps_the_last_turn_word_for_word(self):
        assert [e.text for e in folded(LONG) if isinstance(e, UserUttered)] == ["四"]
        assert "回答 四" in [e.text for e in folded(LONG) if isinstance(e, BotUttered)]

    def test_does_not_grow(self):
        events = list(BEGUN)
        for turn in range(300):
            events = [*folded(events), SlotSet("area", str(turn)), *said(str(turn))]

        assert len(folded(events)) < 20


class TestCompactTrackerStore:
    def test_gives_back_what_was_saved_also_after_a_restart(self, store, url):
        run(store.save(tracker_of(LONG)))

        for where in (store, CompactTrackerStore(DOMAIN, url)):
            found = run(where.retrieve("t"))
            assert found.get_slot("employer") == "鑫盛达"
            assert found.active_loop_name == "wages_form"

    def test_a_turn_that_failed_is_forgotten(self, store):
        run(store.save(tracker_of([*BEGUN, *said("一")])))
        taken = run(store.retrieve("t"))
        taken.update(SlotSet("employer", "half a turn"))

        assert run(store.retrieve("t")).get_slot("employer") is None

    def test_peeking_takes_nothing_out(self, store):
        run(store.save(tracker_of(LONG)))

        assert run(store.peek("t")) is run(store.peek("t"))
        assert run(store.peek("nobody")) is None
        assert run(store.retrieve("nobody")) is None

    def test_keeps_one_row_a_dialogue(self, store, url):
        tracker = tracker_of(LONG)
        for _ in range(3):
            run(store.save(tracker))

        with sqlite3.connect(url.removeprefix("sqlite:///")) as connection:
            assert connection.execute("SELECT count(*) FROM dialogues").fetchone() == (
                1,
            )
        assert list(run(store.keys())) == ["t"]

    def test_a_new_dialogue_is_looked_for_and_written_once_a_turn(
        self, store, monkeypatch
    ):
        done = []
        for name in ("find", "keep"):
            there = getattr(store.dialogues, name)
            monkeypatch.setattr(
                store.dialogues,
                name,
                lambda *a, name=name, there=there, **k: (
                    done.append(name) or there(*a, **k)
                ),
            )

        async def turn():
            await store.refresh("t")
            assert await store.peek("t") is None
            tracker = await store.get_or_create_tracker("t", append_action_listen=False)
            tracker.update_with_events([*BEGUN, *said("一")], DOMAIN)
            await store.save(tracker)
            return await store.peek("t")

        assert run(turn()).latest_message.text == "一"
        assert done == ["find", "keep"]

    def test_somebody_who_was_unknown_may_be_known_the_next_turn(self, store, url):
        run(store.refresh("t"))
        run(CompactTrackerStore(DOMAIN, url).save(tracker_of(LONG)))

        run(store.refresh("t"))

        assert run(store.peek("t")).get_slot("employer") == "鑫盛达"
