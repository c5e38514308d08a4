import pytest
from hypothesis import given
from hypothesis import strategies as some

from language.speak import ssml
from speech import Refused
from speech.markup import readable


class TestReadable:
    @pytest.mark.parametrize(
        ("said", "read"),
        [
            ("您好。", "您好。"),
            ("a<b>&", "a&lt;b&gt;&amp;"),
            ("<speak>您好</speak>", "您好"),
            ('<speak>等<break time="500ms"/>好</speak>', '等<break time="500ms"/>好'),
            ('<speak><break time="2s"/></speak>', '<break time="2000ms"/>'),
            ('<speak><break time="10000s"/></speak>', '<break time="3000ms"/>'),
            ('<speak><break time="soon"/></speak>', '<break time="0ms"/>'),
            ("<speak><break/></speak>", '<break time="0ms"/>'),
            ('<speak><sub alias="A B">AB</sub>。</speak>', "A B。"),
            ("<speak>甲<p>乙</p>丙</speak>", "甲乙丙"),
            ("<speak>1 &lt; 2</speak>", "1 &lt; 2"),
            (
                '<speak xmlns="http://www.w3.org/2001/10/synthesis">打'
                '<say-as interpret-as="telephone">110</say-as></speak>',
                "打幺 幺 零",
            ),
            ("好\x00\ud800吗", "好吗"),
        ],
    )
    def test_leaves_words_and_pauses(self, said, read):
        assert readable(said) == read

    @pytest.mark.parametrize(
        "said",
        [
            "<speak>",
            "<speak></speak><speak></speak>",
            "<speak>&ouml;</speak>",
            "<speaker/> ",
            '<speak a="1" a="2"/>',
        ],
    )
    def test_refuses_what_is_no_ssml(self, said):
        if said.startswith("<speaker"):
            assert readable(said) == ""
            return
        with pytest.raises(Refused):
            readable(said)

    def test_opens_no_entity(self):
        bomb = (
            '<!DOCTYPE s [<!ENTITY a SYSTEM "file:///etc/passwd">]><speak>&a;</speak>'
        )

        assert "root" not in readable(bomb)

    @given(some.text(max_size=60))
    def test_reads_whatever_the_hotline_says(self, text):
        read = readable(ssml(text))

        assert "say-as" not in read
        assert "<speak" not in read
