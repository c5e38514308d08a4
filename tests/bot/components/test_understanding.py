"""The component as Rasa uses it: trained, kept, loaded and asked."""

import tarfile
from datetime import date
from pathlib import Path

import pytest
from rasa.engine.graph import ExecutionContext, GraphSchema
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.shared.nlu.training_data.formats.rasa_yaml import RasaYAMLReader
from rasa.shared.nlu.training_data.message import Message

from bot.components.understanding import Understanding
from language import Model

EXAMPLES = """
version: "3.1"
nlu:
- intent: greet
  metadata: {channel: chat}
  examples: |
    - 你好
    - 您好呀
    - 早上好
    - 在吗
    - 有人吗
    - 哈喽
- intent: find_legal_site
  metadata: {channel: asr}
  examples: |
    - [宝安](district)哪里有律师坐班
    - 最近的律师驻点在哪
    - [龙岗](district)的律师几点值班
    - 我想找律师当面问
    - 律师在哪个街道
    - 法律服务点地址
- intent: out_of_scope
  metadata: {channel: chat}
  examples: |
    - [今天](date)天气怎么样
    - 放一首歌
    - 离婚财产怎么分
    - [明天](date)会下雨吗
    - 讲个笑话
    - 股票涨了没有
"""


@pytest.fixture(scope="module")
def trained(tmp_path_factory):
    """Train on a few examples with the project's own word lists."""
    storage = LocalModelStorage(tmp_path_factory.mktemp("storage"))
    resource = Resource("understanding")
    context = ExecutionContext(GraphSchema({}))
    config = Understanding.get_default_config()
    component = Understanding.create(config, storage, resource, context)
    data = RasaYAMLReader().reads(EXAMPLES)
    component.train(data)
    return component, Understanding.load(config, storage, resource, context)


def asked(component: Understanding, text: str, **metadata: str) -> Message:
    [message] = component.process([Message({"text": text, "metadata": metadata})])
    return message


class TestProcess:
    def test_tells_intent_ranking_entities_and_requests(self, trained):
        message = asked(trained[0], "宝安哪里有律师", channel="chat")

        assert message.get("intent")["name"] == "find_legal_site"
        assert message.get("intent_ranking")[0] == message.get("intent")
        [district] = message.get("entities")
        assert (district["entity"], district["value"]) == ("district", "宝安")
        assert message.get("requests")[0]["intent"] == "find_legal_site"

    def test_a_loaded_component_says_the_same(self, trained):
        for text in ("你好", "律师几点值班", "讲个笑话", "龙岗", "😀"):
            said, again = (asked(component, text) for component in trained)

            assert said.as_dict() == again.as_dict()

    def test_dates_are_read_against_the_day_of_the_message(self, trained):
        message = asked(trained[0], "昨天律师在不在", today="2026-03-01")

        values = [e["value"] for e in message.get("entities") if e["entity"] == "date"]
        assert values == [date(2026, 2, 28).isoformat()]

    def test_a_broken_day_is_today(self, trained):
        assert asked(trained[0], "你好", today="soon").get("intent")["name"] == "greet"

    def test_an_empty_message_is_left_alone(self, trained):
        assert asked(trained[0], "").get("intent") is None


class TestTrain:
    def test_an_untrained_component_says_so(self, tmp_path: Path):
        component = Understanding.create(
            Understanding.get_default_config(),
            LocalModelStorage(tmp_path),
            Resource("understanding"),
            ExecutionContext(GraphSchema({})),
        )

        with pytest.raises(RuntimeError, match="neither trained nor loaded"):
            asked(component, "你好")


class TestFingerprintAddon:
    def test_changes_with_a_word_list(self, tmp_path: Path):
        (tmp_path / "lookups").mkdir()
        config = {"data": str(tmp_path)}
        before = Understanding.fingerprint_addon(config)

        (tmp_path / "lookups/place.txt").write_text("福永\n", "utf-8")

        assert Understanding.fingerprint_addon(config) != before

    def test_does_not_change_by_itself(self):
        config = Understanding.get_default_config()

        first, second = (Understanding.fingerprint_addon(config) for _ in range(2))

        assert first == second


class TestArchive:
    def test_the_library_reads_what_rasa_packed(self, trained, tmp_path: Path):
        component, _ = trained
        archive = tmp_path / "rasa.tar.gz"
        with (
            component._storage.read_from(component._resource) as folder,
            tarfile.open(archive, "w:gz") as packed,
        ):
            packed.add(folder, "components/train_Understanding0")

        understood = Model.from_archive(archive).understand("宝安哪里有律师")

        message = asked(component, "宝安哪里有律师")
        assert understood.intent == message.get("intent")["name"]
        assert understood.confidence == message.get("intent")["confidence"]
