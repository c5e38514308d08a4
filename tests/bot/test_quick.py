"""What is done once instead of every time gives what Rasa gives."""

import pytest
from jsonschema import ValidationError
from rasa.core.actions import action
from rasa.core.actions.action import ActionExtractSlots, RemoteAction
from rasa.engine.graph import ExecutionContext, GraphComponent, GraphSchema, SchemaNode
from rasa.engine.runner.dask import DaskGraphRunner
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import SlotSet, UserUttered
from rasa.shared.core.slots import AnySlot, ListSlot
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.utils.endpoints import EndpointConfig

from bot import quick
from tests.bot.loops import run

RESULTS = [
    {"events": [{"event": "slot", "name": "a", "value": 1}], "responses": []},
    {"events": [], "responses": [{"text": "好"}]},
    {"events": [{"event": "restart"}, {"event": "active_loop", "name": None}]},
    {"events": [{"event": "bot", "text": "好", "data": {}}], "responses": [{}]},
    {},
]
BROKEN = [
    {"events": [{"name": "a"}]},
    {"events": {}},
    {"responses": ["好"]},
    {"events": ["slot"], "responses": []},
    {"events": [{"event": "slot", "name": "a"}], "responses": []},
    {"events": [{"event": "slot", "name": 7, "value": 1}], "responses": []},
    {"events": [{"event": "restart", "timestamp": "now"}], "responses": []},
    {"events": [{"event": "unheard of"}], "responses": []},
    {"events": [], "responses": ["好"]},
]


class Add(GraphComponent):
    @classmethod
    def create(cls, config, model_storage, resource, execution_context):
        return cls()

    def add(self, left, right):
        return left + right


@pytest.fixture
def runner(tmp_path):
    def node(needs, target=False):
        return SchemaNode(needs, Add, "create", "add", {}, is_target=target)

    nodes = {
        "both": node({"left": "sum", "right": "sum"}, target=True),
        "sum": node({"left": "__one__", "right": "__two__"}),
        "other": node({"left": "__one__", "right": "__one__"}),
    }
    return DaskGraphRunner.create(
        GraphSchema(nodes),
        LocalModelStorage.create(tmp_path),
        ExecutionContext(GraphSchema({}), "m"),
    )


class TestValidate:
    @pytest.mark.parametrize("result", RESULTS)
    def test_passes_what_rasa_passes(self, result):
        assert quick._validate(RemoteAction("a", None), result)

    @pytest.mark.parametrize("result", BROKEN)
    def test_refuses_what_rasa_refuses(self, result):
        with pytest.raises(ValidationError):
            quick._validate(RemoteAction("a", None), result)
        with pytest.raises(ValidationError):
            RemoteAction("a", None)._validate_action_result(result)


class TestRunInOrder:
    def test_gives_what_dask_gives(self, runner):
        inputs = {"__one__": 1, "__two__": 2}

        for targets in (None, ["sum"], ["other", "both"]):
            expected = runner.run(inputs, targets)
            assert quick._run_in_order(runner, inputs, targets) == expected


class TestSharedSession:
    async def _sessions(self):
        endpoint = EndpointConfig("http://127.0.0.1:1")
        async with quick._shared_session(endpoint) as first:
            pass
        async with quick._shared_session(endpoint) as second:
            is_open = not second.closed
        await second.close()
        async with quick._shared_session(endpoint) as third:
            await third.close()
        return first is second, is_open, third is second

    def test_is_kept_and_made_anew_when_it_was_closed(self):
        assert run(self._sessions()) == (True, True, False)


class TestCopyOfSlot:
    def test_is_what_copying_gives(self):
        slot = AnySlot("matter", mappings=[{"type": "custom"}])
        slot.value = ["欠薪"]

        copied = quick._copy_of_slot(slot)

        assert copied == slot
        assert copied.__dict__ == slot.__dict__
        copied.value = None
        assert slot.value == ["欠薪"]


class TestBegunAnew:
    @pytest.fixture
    def dialogue(self):
        slots = [
            AnySlot("with", [], initial_value="一"),
            AnySlot("without", []),
            ListSlot("several", []),
        ]
        tracker = DialogueStateTracker("s", slots)
        for name in ("with", "several"):
            tracker.update(SlotSet(name, "二"))
        return tracker

    def test_is_what_rasa_makes(self, dialogue):
        made, ours = dialogue.init_copy(), quick._begun_anew(dialogue)

        assert ours.current_state() == made.current_state()
        assert ours.get_slot("with") == "一"
        assert ours.get_slot("several") is None
        assert not any(slot.has_been_set for slot in ours.slots.values())

    def test_leaves_the_dialogue_as_it_is(self, dialogue):
        quick._begun_anew(dialogue).update(SlotSet("without", "三"))

        assert dialogue.get_slot("without") is None
        assert dialogue.get_slot("several") == ["二"]


class TestDefaultActions:
    def test_are_those_of_rasa_and_built_once(self):
        endpoint = EndpointConfig("http://actions")

        once, again = quick._default_actions(endpoint), quick._default_actions(endpoint)

        assert [each.name() for each in once] == [
            each.name() for each in action.default_actions(endpoint)
        ]
        assert all(one is other for one, other in zip(once, again, strict=True))

    def test_without_a_server_are_there_too(self):
        assert quick._default_actions(None)


class TestFillSlots:
    @pytest.mark.parametrize(
        ("mapping", "fills"),
        [
            ("{type: custom}", False),
            ("{type: custom, action: action_look}", True),
            ("{type: from_text}", True),
            ("{type: from_entity, entity: place}", True),
        ],
    )
    def test_is_left_out_where_no_word_fills_a_slot(self, mapping, fills):
        domain = Domain.from_yaml(
            "version: '3.1'\nentities: [place]\nactions: [action_look]\n"
            f"slots: {{place: {{type: text, mappings: [{mapping}]}}}}\n"
        )

        assert quick._fills_slots(domain) is fills

    def test_is_left_out_of_our_own(self):
        assert not quick._fills_slots(Domain.load("bot/domain"))

    def test_fills_what_is_to_be_filled(self):
        domain = Domain.from_yaml(
            "version: '3.1'\nintents: [say]\n"
            "slots: {said: {type: text, mappings: [{type: from_text}]}}\n"
        )
        tracker = DialogueStateTracker("s", domain.slots)
        tracker.update(UserUttered("你好", {"name": "say", "confidence": 1.0}))

        filled = run(
            quick._fill_slots(ActionExtractSlots(None), None, None, tracker, domain)
        )

        assert filled == [SlotSet("said", "你好")]
