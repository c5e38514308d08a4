"""Choosing: the first rule that fits, the nearest union, the least load, fair turns."""

from datetime import UTC, datetime

import pytest

from helpdesk.assignment.choosing import NEVER, Hand, choose, fits
from helpdesk.models import (
    AssignmentRule,
    DeskHours,
    Officer,
    OfficerRole,
    Priority,
    Ticket,
    TicketSource,
    TicketStatus,
)
from helpdesk.scope import Scope

EARLIER = datetime(2026, 7, 1, tzinfo=UTC)


def rule(**changes):
    empty = {n: [] for n in ("skills", "categories", "priorities", "sources")}
    fields = {"name": "宝安欠薪", "hours": DeskHours.always, **empty}
    fields |= {"officer_ids": [], "role": None, "path": None, "most": None, **changes}
    return AssignmentRule(**fields)


def ticket(**changes):
    fields = {
        "category": "report_unpaid_wages",
        "skill": "legal_aid",
        "priority": Priority.normal,
        "source": TicketSource.wechat,
        "status": TicketStatus.new,
        "path": "/1/7/31/",
    }
    return Ticket(**fields | changes)


def hand(number, *, path=None, load=0, last_at=NEVER, **changes):
    fields = {"role": OfficerRole.case_officer, "skills": [], "name": f"甲{number}"}
    officer = Officer(id=number, **fields | changes)
    return Hand(officer, Scope(path), count=load, load=load, last_at=last_at)


def taker(hands, **changes):
    chosen = choose(rule(**changes), ticket(), hands)
    return chosen and chosen.hand.officer.id


class TestFits:
    @pytest.mark.parametrize(
        ("said", "expected"),
        [
            ({}, True),
            ({"skills": ["legal_aid", "membership"]}, True),
            ({"skills": ["membership"]}, False),
            ({"categories": ["report_unpaid_wages"]}, True),
            ({"categories": ["report_overtime"]}, False),
            ({"priorities": ["urgent"]}, False),
            ({"sources": ["wechat"]}, True),
            ({"sources": ["hotline"], "skills": ["legal_aid"]}, False),
            ({"path": "/1/7/"}, True),
            ({"path": "/1/70/"}, False),
            ({"path": "/1/7/31/4/"}, False),
        ],
    )
    def test_all_that_it_names_has_to_be_so(self, said, expected):
        assert fits(rule(**said), ticket(), is_open=True) is expected

    @pytest.mark.parametrize(
        ("hours", "at_work", "at_night"),
        [("always", True, True), ("open", True, False), ("closed", False, True)],
    )
    def test_holds_at_its_hours(self, hours, at_work, at_night):
        timed = rule(hours=DeskHours(hours))

        assert fits(timed, ticket(), is_open=True) is at_work
        assert fits(timed, ticket(), is_open=False) is at_night

    def test_of_a_union_is_not_for_the_front_desk(self):
        assert not fits(rule(path="/1/7/"), ticket(path=None), is_open=True)


class TestChoose:
    def test_takes_who_has_least(self):
        assert taker([hand(1, load=4), hand(2, load=2), hand(3, load=3)]) == 2

    def test_among_equals_takes_who_waits_longest(self):
        hands = [hand(1, last_at=EARLIER), hand(2), hand(3, last_at=EARLIER)]

        assert taker(hands) == 2
        assert taker(hands[::2]) == 1

    def test_the_nearest_union_goes_before_a_lighter_desk_farther_away(self):
        hands = [hand(1), hand(2, path="/1/7/", load=9), hand(3, path="/1/8/")]

        assert taker(hands) == 2

    def test_passes_over_who_has_enough(self):
        hands = [hand(1, load=9), hand(2, path="/1/7/", load=10)]

        assert taker(hands, most=10) == 1
        assert taker(hands, most=9) is None

    def test_asks_for_role_person_skill_and_sight(self):
        hands = [
            hand(1, role=OfficerRole.lawyer),
            hand(2, skills=["membership"]),
            hand(3, path="/1/8/"),
            hand(4, skills=["legal_aid"]),
        ]

        assert taker(hands, role=OfficerRole.case_officer) == 4
        assert taker(hands, role=OfficerRole.lawyer) == 1
        assert taker(hands, officer_ids=[2, 3]) is None
        assert taker(hands, officer_ids=[1, 3]) == 1

    @pytest.mark.parametrize(
        ("hands", "why"),
        [
            ([hand(1)], "按派单规则“宝安欠薪”派给甲1：符合的只有这一位在岗，手上 0 件"),
            (
                [hand(1, load=3), hand(2, load=4)],
                "按派单规则“宝安欠薪”派给甲1：手上 3 件，最少",
            ),
            (
                [hand(1, load=3), hand(2, load=3)],
                "按派单规则“宝安欠薪”派给甲1：手上 3 件，和别人一样，轮到了",
            ),
        ],
    )
    def test_says_why(self, hands, why):
        assert choose(rule(), ticket(), hands).why == why
