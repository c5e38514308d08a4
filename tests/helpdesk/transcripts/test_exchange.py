"""A transcript given on as a vCon, whole and masked."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft7Validator

from helpdesk.privacy.redaction import redact
from helpdesk.transcripts import Original, Party, Segment, Transcript, Word, read
from helpdesk.transcripts.exchange import masked, to_vcon
from helpdesk.transcripts.texts import tidy
from tests.helpdesk.transcripts.calls import calls
from tests.helpdesk.transcripts.writers import WRITERS

CALLS = {call.id: call for call in calls()}
SCHEMA = json.loads(Path(__file__).with_name("vcon_schema.json").read_text("utf-8"))
VALID = Draft7Validator(SCHEMA, format_checker=Draft7Validator.FORMAT_CHECKER)
NOW = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)


def back(vcon):
    data = json.dumps(vcon, ensure_ascii=False).encode()
    return read(Original("a.vcon", data))


def from_writer(writer, call) -> Transcript:
    return read(Original("c1", WRITERS[writer](call))).transcript


class TestToVcon:
    @pytest.mark.parametrize("writer", WRITERS)
    def test_comes_back_as_it_was(self, writer):
        for call in CALLS.values():
            transcript = from_writer(writer, call)

            reading = back(to_vcon(transcript, created_at=NOW))

            assert reading.transcript == transcript
            assert reading.notes == ()

    @pytest.mark.parametrize("call", CALLS.values(), ids=CALLS)
    def test_keeps_to_the_schema_of_the_ietf(self, call):
        vcon = to_vcon(from_writer("aliyun", call), created_at=NOW)

        VALID.validate(vcon)
        VALID.validate(masked(vcon, redact))

    def test_the_schema_refuses_what_is_no_vcon(self):
        vcon = to_vcon(from_writer("srt", CALLS["low-mood"]), created_at=NOW)

        assert not VALID.is_valid(vcon | {"dialog": [{"type": "chatter"}]})
        assert not VALID.is_valid(vcon | {"vcon": "0.3.0"})

    def test_one_call_always_has_the_same_identifier(self):
        first, second = (from_writer("srt", CALLS[name]) for name in list(CALLS)[:2])
        later = datetime(2027, 1, 1, tzinfo=UTC)

        again = to_vcon(first, created_at=later)

        assert again["uuid"] == to_vcon(first, created_at=NOW)["uuid"]
        assert again["uuid"][14] == "8"
        assert first.call_id == second.call_id == "c1"
        assert to_vcon(second, created_at=NOW)["uuid"] != again["uuid"]

    @given(
        st.lists(
            st.tuples(
                st.sampled_from(Party),
                st.sampled_from([None, 0, 1]),
                st.integers(0, 3000),
                st.integers(1000, 4000),
                st.text("我们老板不给钱您好，abc 12", min_size=1).map(
                    lambda t: tidy(t) + "好"
                ),
                st.none() | st.floats(0.01, 1).map(lambda share: round(share, 4)),
            ),
            min_size=1,
            max_size=12,
        ),
        st.none() | st.datetimes(timezones=st.just(UTC)),
    )
    def test_any_transcript_comes_back(self, told, started):
        transcript = Transcript("c1", "csv", started, "zh", segments(told))

        found = back(to_vcon(transcript, created_at=NOW)).transcript

        assert without_roles(found) == without_roles(transcript)


class TestMasked:
    def test_hides_numbers_and_keeps_every_place(self):
        text = "我电话是13800138000，身份证440300199001010008"
        words = (Word("13800138000", 100, 900),)
        segment = Segment(0, Party.customer, 0, 0, 4000, text, text, 0, 0.9, words)
        transcript = Transcript("call-13800138000", "aliyun", NOW, "zh", (segment,))
        whole = to_vcon(transcript, created_at=NOW)
        whole["parties"][0]["tel"] = "tel:+8613800138000"
        whole["dialog"][0] |= {
            "url": "https://rec.internal/c1.wav",
            "content_hash": "x",
        }

        copy = masked(whole, redact)

        assert "13800138000" not in json.dumps(copy)
        assert "440300199001010008" not in json.dumps(copy)
        assert "rec.internal" not in json.dumps(copy)
        assert copy["redacted"] == {"uuid": whole["uuid"], "type": "masked"}
        assert copy["uuid"] != whole["uuid"]
        for part in ("parties", "dialog", "analysis"):
            assert len(copy[part]) == len(whole[part])
        [kept] = back(copy).transcript.segments
        assert (kept.begin_ms, kept.end_ms, kept.party) == (0, 4000, Party.customer)

    def test_leaves_the_whole_one_alone(self):
        whole = to_vcon(from_writer("aliyun", CALLS["low-mood"]), created_at=NOW)
        before = json.dumps(whole)

        masked(whole, lambda text: "*" * len(text))

        assert json.dumps(whole) == before


class TestTexts:
    def test_turns_in_wechat_are_read(self):
        vcon = {
            "uuid": "018f6a2e-4f00-8b6a-9a5b-0242ac120002",
            "created_at": "2026-11-22T09:30:00+08:00",
            "parties": [{"type": "person", "role": "customer"}, {"type": "bot"}],
            "dialog": [
                dialog("2026-11-22T09:30:02+08:00", 1, "您好，我是智能客服", "none"),
                dialog("2026-11-22T09:30:00+08:00", 0, "5L2g5aW9", "base64url"),
            ],
        }

        transcript = back(vcon).transcript

        assert [(s.party, s.begin_ms, s.text) for s in transcript.segments] == [
            (Party.customer, 0, "你好"),
            (Party.bot, 2000, "您好，我是智能客服"),
        ]
        assert transcript.started_at.isoformat() == "2026-11-22T09:30:00+08:00"


def dialog(start, party, body, encoding):
    return {
        "type": "text",
        "start": start,
        "parties": [party],
        "body": body,
        "encoding": encoding,
    }


def segments(told) -> tuple[Segment, ...]:
    whole, at, heard = [], 0, 0
    for index, (party, channel, pause, length, text, confidence) in enumerate(told):
        begin = at + pause
        at = begin + length
        whole.append(
            Segment(
                index, party, channel, begin, at, text, text, begin - heard, confidence
            )
        )
        heard = at
    return tuple(whole)


def without_roles(transcript: Transcript):
    """What roles are worth is decided anew by whoever reads."""
    return [
        (s.channel, s.begin_ms, s.end_ms, s.text, s.raw_text, s.confidence)
        for s in transcript.segments
    ], transcript.started_at
