"""Who is the seat and who the caller."""

import json
from dataclasses import replace

import pytest

from helpdesk.transcripts import Original, Party, read
from helpdesk.transcripts.drafts import Line
from helpdesk.transcripts.speakers import cast, role_of
from tests.helpdesk.transcripts.calls import calls
from tests.helpdesk.transcripts.writers import WRITERS

CALLS = {call.id: call for call in calls()}
OTHER = {Party.agent: Party.customer, Party.customer: Party.agent}


def lines_of(segments, *, channels=True) -> list[Line]:
    return [
        Line(
            s.text,
            s.begin_ms,
            s.end_ms,
            speaker=None if channels else str(s.channel),
            channel=s.channel if channels else None,
        )
        for s in segments
    ]


def excerpts(length: int):
    for call in CALLS.values():
        for first in range(len(call.segments) - length):
            some = call.segments[first : first + length]
            if len({segment.party for segment in some}) > 1:
                yield some


def said(**texts: str) -> list[Line]:
    return [
        Line(text, at * 1000, at * 1000 + 900, speaker=who)
        for at, (who, text) in enumerate(texts.items())
    ]


def parties(lines) -> list[Party]:
    return list(cast(lines).parties)


class TestCast:
    @pytest.mark.parametrize("call", CALLS.values(), ids=CALLS)
    def test_tells_the_two_apart_by_their_words(self, call):
        found = parties(lines_of(call.segments, channels=False))

        assert found == [segment.party for segment in call.segments]

    @pytest.mark.parametrize(("length", "least"), [(4, 0.5), (8, 0.9)])
    def test_of_excerpts_it_says_the_truth_or_nothing(self, length, least):
        told = [
            (party, segment.party)
            for some in excerpts(length)
            for party, segment in zip(parties(lines_of(some)), some, strict=True)
        ]

        wrong = sum(party is OTHER[true] for party, true in told)
        right = sum(party is true for party, true in told)
        assert wrong <= 0.01 * len(told)
        assert right >= least * len(told)

    @pytest.mark.parametrize("step", [4, 5, 7, 9])
    def test_lost_characters_do_not_confuse_it(self, step):
        for call in CALLS.values():
            lines = [
                Line(
                    "".join(c for at, c in enumerate(s.text, 1) if at % step),
                    s.begin_ms,
                    s.end_ms,
                    speaker=str(s.channel),
                )
                for s in call.segments
            ]

            pairs = zip(parties(lines), call.segments, strict=True)

            assert all(told in (s.party, Party.unknown) for told, s in pairs)

    def test_says_why(self):
        lines = said(a="您好，12351职工热线，工号3027", b="喂，我想问一下工资的事")

        first, second = cast(lines).castings

        assert first.reasons == ("报热线名 +3", "报工号 +3", "说您 +0.5")
        assert "说来意 +2.5" in second.reasons
        assert first.confidence > 0.99

    def test_who_says_nothing_telling_is_unknown(self):
        assert set(parties(said(a="嗯", b="好"))) == {Party.unknown}

    def test_a_channel_alone_decides_nothing(self):
        lines = [Line("嗯", 0, 900, channel=0), Line("好", 1000, 1900, channel=1)]

        assert set(parties(lines)) == {Party.unknown}

    def test_where_nobody_is_told_apart_nobody_is_named(self):
        found = cast([Line("您好，12351，请问有什么可以帮您", 0, 900)])

        assert found.castings[0].party is Party.unknown
        assert not found.is_sure

    def test_a_machine_is_no_seat(self):
        lines = said(
            a="欢迎致电，我是智能客服小工，咨询请按1，人工请按0",
            b="您好，工号3027，请问有什么可以帮您",
            c="我想投诉我们老板",
        )

        assert parties(lines) == [Party.bot, Party.agent, Party.customer]

    def test_a_recorded_opening_is_told_from_the_seat_on_its_channel(self):
        texts = [
            (0, "欢迎致电深圳市总工会职工服务热线"),
            (0, "为保证服务质量，本次通话将被录音，人工服务请按0"),
            (0, "您好，工号3027，请问有什么可以帮您"),
            (1, "我想问一下，我们厂两个月没给我发工资了"),
            (0, "您先别急，请问您在哪个区"),
        ]
        lines = [
            Line(text, n * 1000, n * 1000 + 900, channel=channel)
            for n, (channel, text) in enumerate(texts)
        ]

        assert parties(lines) == [
            *(Party.bot, Party.bot, Party.agent, Party.customer, Party.agent)
        ]

    def test_a_seat_that_welcomes_is_no_machine(self):
        lines = said(
            a="您好，欢迎致电职工热线，工号3027，请问有什么可以帮您",
            b="我想问一下我们厂的工资",
        )

        assert parties(lines) == [Party.agent, Party.customer]

    def test_a_caller_who_tells_of_keys_is_no_machine(self):
        lines = said(
            a="您好，工号3027，请问有什么可以帮您",
            b="我刚才按1咨询，又按2投诉，都没人，我想问一下工资的事",
        )

        assert parties(lines) == [Party.agent, Party.customer]

    def test_a_transfer_has_two_seats(self):
        lines = said(
            a="您好，12351热线，我帮您转给法律援助，请您稍等",
            b="我想咨询一下，我们厂没给我发工资",
            c="您好，工号208，请问您贵姓，您的单位是哪里",
        )

        assert parties(lines) == [Party.agent, Party.customer, Party.agent]


class TestSwapped:
    @pytest.mark.parametrize("writer", ["huawei", "webvtt", "srt", "table"])
    @pytest.mark.parametrize("call", CALLS.values(), ids=CALLS)
    def test_roles_that_contradict_the_words_are_turned(self, writer, call):
        data = WRITERS[writer](swapped(call))

        reading = read(Original("a", data))

        assert [s.party for s in reading.transcript.segments] == [
            segment.party for segment in call.segments
        ]
        assert "speakers_swapped" in {note.code for note in reading.notes}

    def test_roles_are_believed_where_the_words_tell_little(self):
        segments = [
            {"start_time": 0, "end_time": 900, "result": agent("嗯，我想问一下")},
            {"start_time": 1000, "end_time": 1900, "result": user("您说")},
        ]
        answer = {"status": "FINISHED", "segments": segments}

        reading = read(Original("a", json.dumps(answer).encode()))

        told = [segment.party for segment in reading.transcript.segments]
        assert told == [Party.agent, Party.customer]
        assert reading.notes == ()


class TestRoleOf:
    @pytest.mark.parametrize(
        ("name", "role"),
        [
            ("坐席", Party.agent),
            ("座席 12", Party.agent),
            ("客服(3027)", Party.agent),
            ("AGENT_1", Party.agent),
            ("来电人", Party.customer),
            ("智能客服", Party.bot),
            ("张三", None),
            ("", None),
        ],
    )
    def test_reads_the_usual_names(self, name, role):
        assert role_of(name) is role


def swapped(call):
    turned = (replace(s, party=OTHER[s.party]) for s in call.segments)
    return replace(call, segments=tuple(turned))


def agent(text):
    return {"text": text, "analysis_info": {"role": "AGENT"}}


def user(text):
    return {"text": text, "analysis_info": {"role": "USER"}}
