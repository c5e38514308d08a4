import json
import tarfile
from dataclasses import replace
from datetime import date
from pathlib import Path
from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from language import DataError, Example, Model, ModelError
from language.split import GROUNDS, Splitter
from tests.language.conftest import NLU_DATA, TODAY

TWO = "老板拖欠我工资，另外会员卡丢了怎么补办"
LENGTH = 10_000
MOST_SECONDS = 0.1
LONG = tuple(
    (some * LENGTH)[:LENGTH]
    for some in (
        "欠薪",
        "，。",
        " x-1",
        "一二三四",
        "工资没发，另外卡丢了。",
        "\ud800😀人",
    )
)


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.fixture(scope="session")
def cutting(model):
    """The model with a splitter that asks for two sure sides and nothing else."""
    weights = {"always": 3.0, "less sure": 4.0}
    splitter = Splitter(
        catalogue=model.catalogue,
        weights=[weights.get(ground, 0.0) for ground in GROUNDS],
    )
    return replace(model, splitter=splitter)


@pytest.fixture(scope="session")
def saved(model, tmp_path_factory):
    folder = tmp_path_factory.mktemp("model")
    model.save(folder)
    return folder


class TestUnderstand:
    def test_gives_intent_skill_and_entities(self, understand):
        understood = understand("包工头拖欠我三个月工资，我在宝安做木工")

        assert understood.intent == "report_unpaid_wages"
        assert understood.skill == "legal_aid"
        assert 0 < understood.confidence <= 1
        assert understood.ranking[0][0] == understood.intent
        found = {(e.entity, e.text, e.value) for e in understood.entities}
        assert ("duration", "三个月", "P3M") in found
        assert ("district", "宝安", "宝安") in found

    def test_offsets_point_into_the_original(self, understand):
        text = "　呃，😀嗰個ＯＫ，我喺寶安區　欠咗 3 個月，卡丟咗"

        understood = understand(text)

        assert [text[e.start : e.end] for e in understood.entities] == [
            e.text for e in understood.entities
        ]
        assert ("duration", "3 個月", "P3M") in {
            (e.entity, e.text, e.value) for e in understood.entities
        }

    def test_resolves_dates_against_the_day_of_the_message(self, understand):
        [entity] = understand("昨天的工资没发", today=date(2026, 3, 1)).entities

        assert (entity.text, entity.value) == ("昨天", "2026-02-28")

    def test_a_single_request_is_the_whole_message(self, understand):
        text = "会员卡丢了怎么补办"

        [request] = understand(text).requests

        assert (request.start, request.end) == (0, len(text))

    def test_the_first_request_is_the_intent(self, cutting):
        understood = cutting.understand(TWO, today=TODAY)

        intents = [request.intent for request in understood.requests]
        assert intents == ["report_unpaid_wages", "report_card_problem"]
        assert understood.intent == intents[0]
        assert TWO[understood.requests[1].start :] == "另外会员卡丢了怎么补办"

    @pytest.mark.parametrize("text", ["", " ", "😀😀", "\ud83d", "\x00", "\u200b"])
    def test_says_of_nothing_that_it_is_not_ours(self, understand, text):
        understood = understand(text)

        assert understood.intent == "out_of_scope"
        assert understood.entities == ()
        [request] = understood.requests
        assert (request.intent, request.start, request.end) == ("out_of_scope", 0, 0)

    def test_tells_that_a_long_message_was_cut(self, understand):
        assert understand("欠薪" * 5_000).cut
        assert not understand("欠薪").cut

    def test_is_the_same_each_time(self, understand):
        text = "喂 我想问下 会员卡丢了还有工资没发"

        assert understand(text) == understand(text)

    @pytest.mark.parametrize("text", LONG)
    def test_reads_a_very_long_message_in_little_time(self, understand, text):
        understand(text)  # whatever is only looked up the first time
        before = process_time()

        understood = understand(text)

        assert process_time() - before < MOST_SECONDS
        assert understood.cut
        assert understood.requests[-1].end <= len(text)

    @settings(max_examples=200, deadline=None)
    @given(
        text=st.one_of(
            st.text(max_size=80),
            st.text(
                st.sampled_from(
                    "0一幺三八千万块元个月年号日周第半多点.,-x 宝安欠薪\ud800"
                ),
                max_size=60,
            ),
            st.text(st.characters(categories=["Cs", "Cc", "Lo", "Nd", "So"])),
        )
    )
    def test_any_text_is_welcome(self, cutting, text):
        understood = cutting.understand(text, today=TODAY)

        for place in (*understood.entities, *understood.requests):
            assert 0 <= place.start <= place.end <= len(text)
        for entity in understood.entities:
            assert text[entity.start : entity.end] == entity.text
            assert entity.value


class TestUnderstandAll:
    @pytest.mark.parametrize("model_name", ["model", "cutting"])
    def test_says_what_is_said_singly(self, request, model_name, examples):
        model = request.getfixturevalue(model_name)
        said = [(example.text, example.channel) for example in examples]
        odd = [("", "chat"), (TWO, "asr"), ("😀\ud800", "asr"), (LONG[0], "chat")]
        messages = [*odd, *said, *odd, *[("", "chat")] * 70, *said]

        together = list(model.understand_all(messages, today=TODAY))

        assert together == [
            model.understand(text, channel=channel, today=TODAY)
            for text, channel in messages
        ]

    def test_of_no_messages_there_is_nothing_to_say(self, model):
        assert list(model.understand_all([])) == []

    def test_reads_no_further_than_it_is_asked(self, model):
        def endless():
            while True:
                yield "你好", "chat"

        assert next(model.understand_all(endless())).intent == "greet"


class TestUnderstandSpoken:
    def test_prefers_the_text_that_makes_sense(self, model):
        heard = [("会元卡雕了怎么不办", 0.5), ("会员卡丢了怎么补办", 0.45)]

        text, understood = model.understand_spoken(heard, today=TODAY)

        assert text == "会员卡丢了怎么补办"
        assert understood == model.understand(text, channel="asr", today=TODAY)

    def test_of_equal_sense_prefers_what_was_heard_more_surely(self, model):
        heard = [("会员卡丢了", 0.2), ("会员卡掉了", 0.8)]

        assert model.understand_spoken(heard)[0] == "会员卡掉了"
        assert model.understand_spoken(heard[::-1])[0] == "会员卡掉了"

    def test_several_that_agree_outvote_one(self, model):
        wages = [("老板拖欠我工资", 0.3), ("老板拖欠我公资", 0.3)]

        _, understood = model.understand_spoken([("今天天气怎么样", 0.4), *wages])

        assert understood.intent == "report_unpaid_wages"

    def test_a_recogniser_may_have_no_confidence(self, model):
        heard = [("会员卡丢了", 0.0), ("今天天气怎么样", -1.0), ("会员卡掉了", 0.0)]

        text, understood = model.understand_spoken(heard)

        assert text.startswith("会员卡")
        assert understood.intent == "report_card_problem"

    def test_what_cannot_be_read_has_no_vote(self, model):
        heard = [("", 0.5), ("会员卡丢了", 0.1), ("😀", 0.9)]

        assert model.understand_spoken(heard)[0] == "会员卡丢了"

    def test_refuses_to_have_heard_nothing(self, model):
        with pytest.raises(ValueError, match="at least one alternative"):
            model.understand_spoken([])


class TestLoad:
    def test_understands_as_the_saved_one_did(self, model, saved, understand):
        loaded = Model.load(saved)

        assert loaded.trusted == model.trusted
        assert loaded.splitter.weights == model.splitter.weights
        for text in ("老板拖欠我工资八千块", "今天天气", "我叫王强 查会籍", TWO, "😀"):
            assert loaded.understand(text, today=TODAY) == understand(text)

    def test_says_the_same_of_every_example(self, saved, model, examples):
        messages = [(example.text, example.channel) for example in examples]

        loaded = Model.load(saved).understand_all(messages, today=TODAY)

        assert list(loaded) == list(model.understand_all(messages, today=TODAY))

    def test_a_loaded_model_is_saved_as_it_was(self, saved, tmp_path):
        Model.load(saved).save(tmp_path)

        assert contents(tmp_path) == contents(saved)

    def test_nothing_in_a_saved_model_is_pickled(self, saved):
        endings = {path.suffix for path in saved.iterdir()}

        assert endings == {".json", ".npy", ".txt"}

    def test_refuses_a_folder_without_a_model(self, tmp_path):
        with pytest.raises(ModelError, match="no readable model"):
            Model.load(tmp_path)

    def test_refuses_another_format(self, saved, tmp_path):
        manifest = json.loads((saved / "language.json").read_text("utf-8"))
        text = json.dumps(manifest | {"format": 99})
        (tmp_path / "language.json").write_text(text, "utf-8")

        with pytest.raises(ModelError, match="format 99; train it anew"):
            Model.load(tmp_path)

    @pytest.mark.parametrize(
        "name",
        [
            *("language.json", "classifier.json", "words.txt", "labels.txt"),
            *("classifier.weights.npy", "tagger.keys.npy", "transitions.npy"),
        ],
    )
    def test_refuses_a_damaged_model(self, saved, tmp_path, name):
        for path in saved.iterdir():
            (tmp_path / path.name).write_bytes(path.read_bytes())
        (tmp_path / name).write_bytes(b"\x80\x04damaged")

        with pytest.raises(ModelError):
            Model.load(tmp_path)


class TestFromArchive:
    def test_finds_the_model_among_other_files(self, saved, tmp_path, understand):
        archive = tmp_path / "rasa.tar.gz"
        (tmp_path / "metadata.json").write_text("{}", "utf-8")
        with tarfile.open(archive, "w:gz") as packed:
            packed.add(tmp_path / "metadata.json", "metadata.json")
            packed.add(saved, "components/train_Understanding0")

        model = Model.from_archive(archive)

        text = "老板拖欠我工资八千块"
        assert model.understand(text, today=TODAY) == understand(text)

    def test_refuses_an_archive_without_a_model(self, tmp_path):
        archive = tmp_path / "rasa.tar.gz"
        with tarfile.open(archive, "w:gz"):
            pass

        with pytest.raises(ModelError, match="holds no language model"):
            Model.from_archive(archive)

    @pytest.mark.parametrize(
        "content", [b"", b"not an archive", b"\x1f\x8b\x08\x00cut"]
    )
    def test_refuses_what_is_no_archive(self, tmp_path, content):
        archive = tmp_path / "rasa.tar.gz"
        archive.write_bytes(content)

        with pytest.raises(ModelError, match=r"rasa\.tar\.gz"):
            Model.from_archive(archive)

    def test_refuses_an_archive_that_is_not_there(self, tmp_path):
        with pytest.raises(ModelError, match=r"none\.tar\.gz"):
            Model.from_archive(tmp_path / "none.tar.gz")


class TestTrain:
    def test_learns_byte_for_byte_the_same(self, examples, catalogue, saved, tmp_path):
        Model.train(examples, catalogue, NLU_DATA).save(tmp_path)

        assert contents(tmp_path) == contents(saved)

    @pytest.mark.parametrize("count", [1, 3])
    def test_a_handful_of_examples_is_enough(self, examples, catalogue, count):
        model = Model.train(examples[:count], catalogue, NLU_DATA)

        assert model.understand("老板拖欠工资").intent == "report_unpaid_wages"

    def test_examples_may_name_nothing(self, catalogue, tmp_path):
        hello = [Example(text, "greet") for text in ("你好", "您好呀", "在吗")]

        model = Model.train(hello, catalogue, tmp_path)

        assert model.understand("我叫王强").entities == ()

    def test_refuses_to_learn_from_nothing(self, catalogue):
        with pytest.raises(DataError, match="no examples"):
            Model.train([], catalogue, NLU_DATA)

    def test_names_an_intent_that_the_catalogue_lacks(self, catalogue):
        with pytest.raises(DataError, match="join_party"):
            Model.train([Example("入党", "join_party")], catalogue, NLU_DATA)
