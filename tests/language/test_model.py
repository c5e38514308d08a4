import json
import tarfile
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from language import DataError, Example, Model, ModelError
from tests.language.conftest import NLU_DATA, TODAY


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

    def test_the_first_request_is_the_intent(self, model):
        weights = [3.0, 4.0, *[0.0] * 9]
        splitter = type(model.splitter)(
            connectives=model.splitter.connectives,
            catalogue=model.catalogue,
            weights=weights,
        )
        text = "老板拖欠我工资，另外会员卡丢了怎么补办"

        understood = replace(model, splitter=splitter).understand(text, today=TODAY)

        intents = [request.intent for request in understood.requests]
        assert intents == ["report_unpaid_wages", "report_card_problem"]
        assert understood.intent == intents[0]
        assert text[understood.requests[1].start :] == "另外会员卡丢了怎么补办"

    @pytest.mark.parametrize("text", ["", " ", "😀😀", "\ud83d", "\x00", "\u200b"])
    def test_says_of_nothing_that_it_is_not_ours(self, understand, text):
        understood = understand(text)

        assert understood.intent == "out_of_scope"
        assert understood.entities == ()
        assert understood.requests[0].end == len(text)

    def test_tells_that_a_long_message_was_cut(self, understand):
        assert understand("欠薪" * 5_000).cut
        assert not understand("欠薪").cut

    def test_is_the_same_each_time(self, understand):
        text = "喂 我想问下 会员卡丢了还有工资没发"

        assert understand(text) == understand(text)

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
    def test_any_text_is_welcome(self, understand, text):
        understood = understand(text)

        for place in (*understood.entities, *understood.requests):
            assert 0 <= place.start <= place.end <= len(text)
        for entity in understood.entities:
            assert text[entity.start : entity.end] == entity.text
            assert entity.value


class TestLoad:
    def test_understands_as_the_saved_one_did(self, model, saved, understand):
        loaded = Model.load(saved)

        for text in ("老板拖欠我工资八千块", "今天天气", "我叫王强 查会籍"):
            assert loaded.understand(text, today=TODAY) == understand(text)

    def test_nothing_in_a_saved_model_is_pickled(self, saved):
        endings = {path.suffix for path in saved.iterdir()}

        assert endings == {".json", ".npy", ".txt", ".crfsuite"}

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
        "name", ["language.json", "weights.npy", "tagger.crfsuite", "words.txt"]
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
    def test_refuses_to_learn_from_nothing(self, catalogue):
        with pytest.raises(DataError, match="no examples"):
            Model.train([], catalogue, NLU_DATA)

    def test_names_an_intent_that_the_catalogue_lacks(self, catalogue):
        with pytest.raises(DataError, match="join_party"):
            Model.train([Example("入党", "join_party")], catalogue, NLU_DATA)
