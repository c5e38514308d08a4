"""Early warning, and the words of questions that found no answer."""

from dataclasses import replace
from datetime import timedelta

import pytest

from helpdesk.database import unit_of_work
from helpdesk.reports.alerting import alerts, watch
from helpdesk.reports.alerts import Alert, Complaint, of_employers, of_streets
from helpdesk.reports.words import common_words
from helpdesk.scope import Scope
from tests.helpdesk.reports.matters import at, ticket

NOW = at(20)
STREET = "/1/7/31/"


def complaints(people, *, employer="岚禾电子", days=1, path=STREET) -> list[Complaint]:
    moment = NOW - timedelta(days=days)
    return [
        Complaint(f"{n}", moment, "report_unpaid_wages", f"m{n}", employer, path)
        for n in range(people)
    ]


def employers(*told) -> list[Alert]:
    return list(of_employers([each for some in told for each in some], now=NOW))


class TestEmployers:
    def test_are_told_when_five_people_complain_in_a_week(self):
        [alert] = employers(complaints(5))

        assert (alert.name, alert.people) == ("岚禾电子", 5)

    @pytest.mark.parametrize(
        "told", [complaints(4), complaints(5, days=8), complaints(9, employer="")]
    )
    def test_are_not_told_for_less(self, told):
        assert employers(told) == []

    def test_one_who_comes_often_is_one(self):
        assert employers([replace(c, who="m1") for c in complaints(9)]) == []

    def test_names_of_one_employer_are_put_together(self):
        short, full = complaints(3), complaints(6, employer="深圳市岚禾电子有限公司")

        [alert] = employers(short, full[3:])

        assert alert.name == "深圳市岚禾电子有限公司"
        assert alert.people == 6

    def test_a_short_name_is_not_taken_for_another(self):
        short, full = complaints(4, employer="华为"), complaints(1, employer="华为通信")

        assert employers(short, full) == []


class TestStreets:
    names = {STREET: "平湖街道", "/1/7/3/": "坂田街道"}  # noqa: RUF012 - read only

    def test_are_told_when_far_more_complain_than_usual(self):
        [alert] = of_streets(complaints(10), self.names, now=NOW)

        assert (alert.name, alert.people, alert.usual) == ("平湖街道", 10, 0)

    def test_are_not_told_when_it_is_always_so(self):
        usual = [c for day in range(4, 30) for c in complaints(4, days=day)]

        assert list(of_streets(usual + complaints(10), self.names, now=NOW)) == []


class TestSeenBy:
    def test_is_counted_anew_for_each_scope(self):
        [alert] = employers(
            complaints(3),
            [replace(c, who=c.who + "x", path="/1/8/") for c in complaints(6)],
        )

        assert alert.seen_by(Scope(STREET)) is None
        assert alert.seen_by(Scope("/1/8/")).people == 6
        assert alert.seen_by(Scope()).people == 9

    def test_comes_back_as_it_was_written(self):
        [alert] = employers(complaints(5))

        assert Alert.from_json(alert.to_json()) == alert


class TestWatch:
    async def test_reads_sealed_details_and_forgets_what_is_over(self, sessions, time):
        time.at = NOW
        async with unit_of_work(sessions) as session:
            for n in range(5):
                moments = {"created_at": NOW, "changed_at": NOW}
                told = {"employer": "岚禾电子"}
                session.add(
                    ticket(details=told, contact_phone=f"1380013{n:04}", **moments)
                )

        await watch(sessions)
        async with sessions() as session:
            [alert] = await alerts(session, Scope())
        assert alert.people == 5

        time.forward(days=8)
        await watch(sessions)
        async with sessions() as session:
            assert await alerts(session, Scope()) == []


class TestWords:
    def test_are_those_that_three_people_said(self):
        said = [(n, "小区物业乱收停车费") for n in range(3)] + [(9, "赵启明欠我钱")]

        found = {word.word: word for word in common_words(said)}

        assert found["物业"].people == 3
        assert "停车费" in found["物业"].beside
        assert not any("赵" in word or "启明" in word for word in found)

    def test_one_who_repeats_it_is_one(self):
        assert common_words([(1, "停车费")] * 9) == []

    def test_numbers_and_fillers_are_left_out(self):
        said = [(n, "请问 13800138000 怎么办 2026") for n in range(5)]

        assert common_words(said) == []
