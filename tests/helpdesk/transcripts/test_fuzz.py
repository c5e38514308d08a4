"""No reader breaks, whatever it is given: a transcript comes out, or a reason."""

import json
from contextlib import suppress

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from helpdesk.transcripts import BadTranscript, Original, as_json, read, reason
from helpdesk.transcripts.documents import Document
from helpdesk.transcripts.formats import FORMATS as READERS
from helpdesk.transcripts.nodes import Node
from helpdesk.transcripts.opening import unpack
from tests.helpdesk.transcripts.calls import calls
from tests.helpdesk.transcripts.writers import WRITERS

CALL = calls()[0]
SMALL = type(CALL)(CALL.id, CALL.agent_channel, CALL.segments[:3])
FILES = {name: write(SMALL) for name, write in WRITERS.items()}
KEYS = sorted(
    {
        key
        for data in FILES.values()
        for key in data.decode("utf-8", "replace").split('"')[1::2]
        if key.isidentifier()
    }
)

scalars = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=8)
    | st.sampled_from(["0", "4", "[", '{"a":', "2", "FINISHED", "2026-11-22T09:30:00"])
)
values = st.recursive(
    scalars,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from(KEYS), inner, max_size=6)
    ),
    max_leaves=25,
)


def holds(data: bytes) -> None:
    """Read it; whatever is no refusal is a mistake of ours."""
    try:
        results = [read(original) for original in unpack(Original("a", data))]
    except BadTranscript as error:
        refusal = reason(error)
    else:
        refusal = "｜"
        for result in results:
            assert json.dumps(as_json(result.transcript), ensure_ascii=False).encode()
            for segment in result.transcript.segments:
                assert 0 <= segment.begin_ms <= segment.end_ms
                assert segment.text
    assert "｜" in refusal


class TestRead:
    @given(st.binary(max_size=300) | st.text(max_size=300).map(str.encode))
    def test_holds_any_bytes(self, data):
        holds(data)

    @given(values)
    def test_holds_any_json_with_the_names_of_vendors(self, value):
        holds(json.dumps(value).encode())

    @pytest.mark.parametrize("name", FILES)
    @settings(
        max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture]
    )
    @given(chance=st.randoms(use_true_random=False))
    def test_holds_files_with_bytes_changed(self, name, chance):
        data = bytearray(FILES[name])
        for _ in range(chance.randint(1, 6)):
            at = chance.randrange(len(data))
            change = chance.randrange(3)
            if change == 0:
                data[at] = chance.randrange(256)
            elif change == 1:
                del data[at : at + chance.randint(1, 40)]
            else:
                data[at:at] = data[chance.randrange(len(data)) :][:30]
            data = data or bytearray(b" ")

        holds(bytes(data))

    @pytest.mark.parametrize(
        "name", [name for name, data in FILES.items() if data.startswith((b"{", b"["))]
    )
    @settings(max_examples=80)
    @given(chance=st.randoms(use_true_random=False), value=values)
    def test_holds_files_with_a_part_replaced(self, name, chance, value):
        try:
            whole = json.loads(FILES[name])
        except json.JSONDecodeError:
            whole = [json.loads(line) for line in FILES[name].splitlines()]

        holds(json.dumps(replaced(whole, value, chance)).encode())

    @given(
        st.lists(
            st.sampled_from(
                [
                    "WEBVTT",
                    "1",
                    "00:00:01.000 --> 00:00:02.000",
                    "-->",
                    "<v 坐席>您好",
                    "坐席：您好",
                    "",
                    "00:99:99,9 --> x",
                    "<v",
                    "NOTE",
                    "seq,begin_ms,end_ms,text",
                    "1,0,900,您好",
                    '"',
                    "开始,结束,文本",
                    "0:1,0:2,喂",
                    "code=0&requestId=1&text=%5B0%3A1",
                ]
            ),
            max_size=12,
        ).map("\n".join)
    )
    def test_holds_lines_of_subtitles_and_tables(self, text):
        holds(text.encode())


class TestReaders:
    @pytest.mark.parametrize("reader", READERS, ids=lambda reader: reader.name)
    @given(value=values, text=st.text(max_size=80))
    def test_hold_even_what_is_not_theirs(self, reader, value, text):
        for document in (Document(text), Document(text, Node(value))):
            with suppress(BadTranscript):
                reader.is_mine(document)
                reader.read(document)


def replaced(whole, value, chance):
    """Put a value somewhere into a document."""
    if not isinstance(whole, dict | list) or not whole or chance.random() < 0.15:
        return value
    if isinstance(whole, list):
        at = chance.randrange(len(whole))
        return [*whole[:at], replaced(whole[at], value, chance), *whole[at + 1 :]]
    key = chance.choice(sorted(whole))
    return whole | {key: replaced(whole[key], value, chance)}
