"""Visits: what one worker says without a pause, and whether the bot solved it."""

from dataclasses import replace
from datetime import timedelta

import pytest

from helpdesk.database import unit_of_work
from helpdesk.models import ChannelKind, Conversation, Identity, Message, Reply
from helpdesk.reports.board import Wanted, board
from helpdesk.reports.periods import Period
from helpdesk.reports.visiting import count_visits
from helpdesk.reports.visits import Said, judged, visits
from helpdesk.scope import Scope
from tests.helpdesk.reports.matters import at

LATER = at(31)
ASKED = Said(1, ChannelKind.web, at(13), "join_union", True, False)


def said(*hours, **facts) -> list[Said]:
    return [replace(ASKED, at=ASKED.at + timedelta(hours=h), **facts) for h in hours]


def solved(*what, handed_on=(), now=LATER) -> list[bool]:
    return [is_solved for _, is_solved in judged(what, {1: handed_on}, now=now)]


class TestVisits:
    def test_end_with_two_hours_of_silence(self):
        assert [len(v.said) for v in visits(said(0, 1.9, 3.8, 6))] == [3, 1]

    def test_are_one_workers(self):
        other = replace(ASKED, conversation_id=2)

        assert len(list(visits([ASKED, other]))) == 2


class TestJudged:
    def test_an_answer_that_was_enough_is_a_solution(self):
        assert solved(ASKED) == [True]

    def test_waits_for_three_days(self):
        assert solved(ASKED, now=at(16, 8)) == []
        assert solved(ASKED, now=at(16, 9)) == [True]

    def test_a_greeting_asks_for_nothing(self):
        assert solved(*said(0, intent="greet")) == []

    @pytest.mark.parametrize(
        "facts",
        [
            {"intent": "out_of_scope"},
            {"intent": None, "is_degraded": True},
            {"intent": None, "is_answered": False},
        ],
    )
    def test_one_missing_answer_is_no_solution(self, facts):
        assert solved(ASKED, *said(0.5, **facts)) == [False]

    @pytest.mark.parametrize(
        ("hours", "expected"), [(1, False), (71, False), (73, True)]
    )
    def test_an_officer_or_a_ticket_soon_after_is_no_solution(self, hours, expected):
        moment = ASKED.at + timedelta(hours=hours)

        assert solved(ASKED, handed_on=[moment]) == [expected]

    def test_the_same_question_within_three_days_is_no_solution(self):
        assert solved(*said(0, 48)) == [False, True]

    def test_another_question_is_another_matter(self):
        assert solved(ASKED, *said(48, intent="ask_union_dues")) == [True, True]

    def test_what_an_officer_was_told_is_not_the_bots(self):
        assert solved(*said(0, intent=None)) == []


class TestCountVisits:
    async def test_counts_once_however_often(self, sessions, time):
        time.at = at(18)
        async with unit_of_work(sessions) as session:
            for n, intent in enumerate(["join_union", "out_of_scope", "greet"]):
                who = Identity(channel=ChannelKind.web, source_id=f"page {n}")
                session.add(who)
                await session.flush()
                talk = Conversation(
                    key=f"k{n}",
                    thread=f"t{n}",
                    identity_id=who.id,
                    channel=ChannelKind.web,
                )
                session.add(talk)
                await session.flush()
                session.add(
                    Message(
                        conversation_id=talk.id,
                        message_id="m",
                        text="怎么入会",
                        replies=[Reply("好")],
                        intent=intent,
                        received_at=at(14),
                        answered_at=at(14),
                    )
                )

        await count_visits(sessions)
        await count_visits(sessions)

        july = Period(at(1).date(), at(18).date())
        async with sessions() as session:
            seen = await board(session, Wanted(Scope(), july))
        figures = {figure.kpi.key: figure for figure in seen.figures}
        assert (figures["solved"].part, figures["solved"].among) == (1, 2)
        assert (figures["unanswered"].part, figures["unanswered"].among) == (1, 3)
