"""The same dialogue gives the same transcript, whoever wrote it down."""

import json

import pytest

from helpdesk.transcripts import Original, Party, read
from helpdesk.transcripts.decoding import decode
from helpdesk.transcripts.documents import document
from helpdesk.transcripts.formats import FORMATS as READERS
from tests.helpdesk.transcripts.calls import calls
from tests.helpdesk.transcripts.writers import FORMATS, WRITERS
from tests.helpdesk.transcripts.writers.common import letters

CALLS = {call.id: call for call in calls()}
MONO = ("funasr", "funasr_vad", "iflytek", "iflytek_old")
NAMED = ("huawei", "webvtt", "srt", "table", "table_bom", "table_gbk")
TIMED = (
    *("funasr", "funasr_vad", "funasr_runtime", "aliyun", "tencent"),
    *("tencent_callback", "iflytek", "huawei", "volcengine", "volcengine_classic"),
)


def reading(writer, call):
    return read(Original("no-name.bin", WRITERS[writer](call)))


def told(segments):
    """What every format can carry."""
    return [
        (s.index, s.party, s.begin_ms, s.end_ms, s.text, s.silence_before_ms)
        for s in segments
    ]


@pytest.mark.parametrize("writer", WRITERS)
class TestEveryFormat:
    @pytest.mark.parametrize("call", CALLS.values(), ids=CALLS)
    def test_gives_the_canonical_transcript(self, writer, call):
        result = reading(writer, call)

        assert told(result.transcript.segments) == told(call.segments)
        assert result.transcript.source == FORMATS[writer]
        assert result.cast.is_sure

    def test_gives_channels_where_it_has_them(self, writer):
        call = CALLS["wages-bridge"]

        channels = [s.channel for s in reading(writer, call).transcript.segments]

        if writer in MONO or writer in NAMED:
            assert set(channels) == {None}
        else:
            assert channels == [s.channel for s in call.segments]

    def test_is_told_by_its_content_by_one_reader_only(self, writer):
        for call in CALLS.values():
            text, _ = decode(WRITERS[writer](call))

            mine = [each.name for each in READERS if each.is_mine(document(text))]

            assert mine == [FORMATS[writer]]

    def test_gives_words_with_their_times_where_it_has_them(self, writer):
        call = CALLS["card-transfer"]

        for written, segment in zip(
            call.segments, reading(writer, call).transcript.segments, strict=True
        ):
            if writer in TIMED:
                assert [w.text for w in segment.words] == letters(written.text)
                assert segment.words[0].begin_ms == segment.begin_ms
            else:
                assert segment.words is None

    def test_needs_no_mending(self, writer):
        notes = {note.code for note in reading(writer, CALLS["low-mood"]).notes}

        by_channel = ("aliyun_callback", "funasr_runtime")
        expected = {"sorted"} if writer in by_channel else set()
        assert notes == ({"gbk"} if writer == "table_gbk" else expected)


class TestFunasr:
    def test_a_result_without_sentences_is_one_segment(self):
        result = {
            "key": "a",
            "text": "喂你好",
            "timestamp": [[90, 200], [200, 300], [300, 480]],
        }

        [segment] = of([result]).segments

        assert (segment.begin_ms, segment.end_ms, segment.text) == (90, 480, "喂你好")
        assert [w.begin_ms for w in segment.words] == [90, 200, 300]
        assert segment.party is Party.unknown

    def test_words_that_do_not_count_up_are_left_out(self):
        sentence = {"text": "喂你好", "start": 0, "end": 480, "timestamp": [[0, 480]]}

        [segment] = of([{"key": "a", "text": "", "sentence_info": [sentence]}]).segments

        assert segment.words is None


class TestFunasrRuntime:
    def test_of_a_live_call_only_the_second_pass_counts(self):
        live = [
            {"mode": "2pass-online", "wav_name": "m", "text": "我像"},
            {
                "mode": "2pass-offline",
                "wav_name": "m",
                "text": "我想问一下。",
                "timestamp": "[[100,200],[200,300],[300,400],[400,500],[500,600]]",
            },
        ]

        [segment] = of(live).segments

        assert (segment.text, segment.begin_ms, segment.end_ms) == (
            "我想问一下。",
            100,
            600,
        )

    def test_clauses_far_apart_are_not_joined(self):
        part = {"text_seg": "正 是", "punc": "，", "start": 0, "end": 500}
        late = {"text_seg": "因 为", "punc": "。", "start": 1600, "end": 2000}
        message = {
            "mode": "offline",
            "text": "正是，因为。",
            "stamp_sents": [part, late],
        }

        texts = [segment.text for segment in of(message).segments]

        assert texts == ["正是，", "因为。"]


class TestAliyun:
    def test_a_recording_without_speech_is_an_empty_call(self):
        result = {
            "TaskId": "t",
            "StatusCode": 21050003,
            "StatusText": "SUCCESS_WITH_NO_VALID_FRAGMENT",
        }

        assert of(result).segments == ()

    def test_sentences_may_stand_right_under_result(self):
        sentence = {"begin_time": 0, "end_time": 900, "text": "喂您好", "channel_id": 1}
        result = {"task_id": "t", "status_code": 21050000, "result": [sentence]}

        assert [s.channel for s in of(result).segments] == [1]


class TestTencent:
    def test_an_emotion_is_kept(self):
        sentence = {
            "FinalSentence": "你们管不管",
            "StartMs": 0,
            "EndMs": 900,
            "EmotionType": ["Angry"],
        }
        data = {
            "TaskId": 1,
            "Status": 2,
            "StatusStr": "success",
            "ResultDetail": [sentence],
        }

        assert of({"Data": data}).segments[0].emotion == "angry"


class TestIflytek:
    def test_what_was_smoothed_away_is_in_the_raw_text(self):
        call = CALLS["low-mood"]
        answer = json.loads(WRITERS["iflytek"](call))
        result = json.loads(answer["content"]["orderResult"])
        filler = {"wb": 0, "we": 1, "cw": [{"w": "呃", "wp": "s"}]}
        result["lattice2"][0]["json_1best"]["st"]["rt"][0]["ws"].insert(0, filler)
        answer["content"]["orderResult"] = json.dumps(result)

        first = of(answer).segments[0]

        assert first.text == call.segments[0].text
        assert first.raw_text == "呃" + first.text

    def test_role_zero_is_nobody(self):
        part = {"bg": "0", "ed": "900", "onebest": "喂您好", "speaker": "0"}

        assert of([part]).segments[0].party is Party.unknown


class TestVolcengine:
    def test_what_may_still_change_is_left_out(self):
        done = {"text": "喂", "start_time": 0, "end_time": 300, "definite": True}
        open_ = {"text": "喂你", "start_time": 0, "end_time": 500, "definite": False}

        segments = of({"result": [{"text": "", "utterances": [done, open_]}]}).segments

        assert [s.text for s in segments] == ["喂"]


class TestSubtitles:
    def test_two_voices_in_a_cue_are_two_segments(self):
        text = "WEBVTT\n\n00:01.000 --> 00:03.000\n<v 坐席>您好\n<v 来电人>喂\n"

        segments = read(Original("a", text.encode())).transcript.segments

        assert [(s.party, s.text) for s in segments] == [
            (Party.agent, "您好"),
            (Party.customer, "喂"),
        ]

    def test_marks_and_entities_are_not_said(self):
        text = (
            "WEBVTT\n\n00:01.000 --> 00:03.000\n<v.loud 坐席><i>您好</i> &lt;嗯&gt;\n"
        )

        [segment] = read(Original("a", text.encode())).transcript.segments

        assert segment.text == "您好<嗯>"

    def test_a_colon_within_the_words_names_nobody(self):
        text = "1\n00:00:01,000 --> 00:00:03,000\n老板说：没钱\n"

        [segment] = read(Original("a", text.encode())).transcript.segments

        assert segment.text == "老板说：没钱"

    def test_numbered_speakers_are_told_by_their_words(self):
        text = (
            "1\n00:00:01,000 --> 00:00:03,000\n说话人1：我想问一下，老板不给工资\n\n"
            "2\n00:00:04,000 --> 00:00:06,000\n说话人2：请问您在哪个区，我帮您登记\n"
        )

        segments = read(Original("a", text.encode())).transcript.segments

        assert [s.party for s in segments] == [Party.customer, Party.agent]


class TestTable:
    def test_times_without_ms_in_the_header_are_seconds(self):
        text = "角色,开始,结束,文本\n坐席,0.5,1.25,您好\n"

        [segment] = read(Original("a", text.encode())).transcript.segments

        assert (segment.begin_ms, segment.end_ms) == (500, 1250)

    def test_a_quoted_cell_may_hold_lines_and_commas(self):
        text = 'speaker,begin_ms,end_ms,text\r\n坐席,0,900,"您好,\r\n请讲"\r\n'

        [segment] = read(Original("a", text.encode())).transcript.segments

        assert segment.text == "您好，请讲"


def of(value):
    return read(Original("x.json", json.dumps(value).encode())).transcript
