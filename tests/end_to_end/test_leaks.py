"""What is said to the real assistant is not found in the clear elsewhere."""

import re

import pytest

from gonghui.places import ROOT

PHONE = "13800131391"
SPOKEN_PHONE = "幺三八零零幺三幺三九二"
ID_NUMBER = "440300199206150028"
SAID = (PHONE, SPOKEN_PHONE, ID_NUMBER)
STORY = f"接线员把我电话{PHONE}和身份证{ID_NUMBER}告诉了老板，我要投诉"
# Slots that hold what proves who somebody is; an answer must never repeat them.
PROOFS = ("id_tail", "code", "phone_code")


@pytest.fixture
def told(worker):
    """A worker who has told a complaint with numbers in it, in words and in figures."""
    for line in (STORY, f"他的电话{SPOKEN_PHONE}", "昨天", "不用了", "是的"):
        worker.say(line)
    return worker


class TestWhatWasTold:
    @pytest.mark.parametrize("number", SAID)
    def test_is_in_no_log(self, assistant, told, number):
        assert not [line for line in assistant.log if number in line]

    @pytest.mark.parametrize("number", SAID)
    def test_is_in_no_record_in_the_clear(self, assistant, told, number):
        for file in assistant.data.glob("gonghui.db*"):
            assert number.encode() not in file.read_bytes(), file.name

    @pytest.mark.parametrize("number", SAID)
    def test_is_not_shown_again_by_the_history(self, told, number):
        seen = told.http.get(f"/chat/conversations/{told.conversation}")

        assert seen.status_code == 200
        assert number not in seen.text


class TestResponses:
    @pytest.mark.parametrize("proof", PROOFS)
    def test_none_repeats_a_proof(self, proof):
        files = (ROOT / "bot" / "domain").glob("*.yml")
        found = [f.name for f in files if re.search(rf"{{{proof}}}", f.read_text())]

        assert found == []
