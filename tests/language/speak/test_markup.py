import re

import pytest
from defusedxml import ElementTree
from hypothesis import given, settings
from hypothesis import strategies as st

from language.speak import spoken, ssml

ALLOWED = {"speak", "say-as", "break", "sub"}


def heard(document: str) -> str:
    """What an engine says: aliases in place of what they stand for."""
    root = ElementTree.fromstring(document)
    parts = [root.text or ""]
    for tag in root:
        parts += [tag.get("alias") or tag.text or "", tag.tail or ""]
    return "".join(parts)


class TestSsml:
    def test_marks_a_telephone_number(self):
        document = ssml("打13800131234。")

        assert '<say-as interpret-as="telephone">13800131234</say-as>' in document

    @pytest.mark.parametrize("number", ["12351", "110", "12345"])
    def test_writes_a_hotline_in_words_that_no_voice_reads_as_a_quantity(self, number):
        assert not re.search(r"\d", ssml(f"打{number}。"))

    def test_pauses_between_groups_and_sentences(self):
        assert ssml("工单260715000428。请记一下。") == (
            '<speak>工单二六零七幺五<break time="200ms"/>零零零<break time="200ms"/>'
            '四二八。<break time="500ms"/>请记一下。</speak>'
        )

    def test_spells_an_abbreviation(self):
        assert ssml("KPI考核") == '<speak><sub alias="K P I">KPI</sub>考核</speak>'

    def test_takes_no_markup_from_a_text(self):
        document = ssml('<break time="10s"/>欠薪&amp; <speak>a</speak> 5<6 "好"')

        assert document.count("<speak>") == 1
        assert "10s" not in document
        assert ElementTree.fromstring(document) is not None

    @settings(deadline=None)
    @given(st.text(max_size=80))
    def test_is_well_formed_whatever_the_text(self, text):
        root = ElementTree.fromstring(ssml(text))

        assert {tag.tag for tag in root.iter()} <= ALLOWED
        assert root.attrib == {}

    @settings(deadline=None)
    @given(st.text(alphabet="工资欠，。KPI hr", max_size=60))
    def test_says_the_same_words(self, text):
        letters = "".join(char for char in heard(ssml(text)) if char.isalpha())

        assert letters == "".join(char for char in spoken(text) if char.isalpha())
