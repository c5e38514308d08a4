from collections import Counter
from itertools import islice

from benchmarks.cluster.callers import address
from benchmarks.cluster.talks import Person, Script, spread

PEOPLE = [Person("15400000017", "123X"), Person("15461803416", "0042")]


class TestTalks:
    def test_every_kind_comes_in_its_share(self):
        kinds = Counter(talk.kind for talk in islice(Script(PEOPLE).talks(0), 100))

        assert kinds == {"questions": 50, "intake": 30, "card": 20}

    def test_without_members_nobody_loses_a_card(self):
        kinds = {talk.kind for talk in islice(Script([]).talks(0), 30)}

        assert kinds == {"questions", "intake"}

    def test_no_two_leave_the_same_phone(self):
        script = Script(PEOPLE)
        talks = [talk for n in range(16) for talk in islice(script.talks(n), 50)]

        own = [
            line.text
            for talk in talks
            for line in talk.lines
            if line.text.startswith("138")
        ]

        assert len(own) == len(set(own)) > 300
        assert all(len(phone) == 11 for phone in own)

    def test_members_lose_their_cards_in_turn(self):
        script = Script(PEOPLE)

        told = [script.card(0).lines[1].text for _ in range(4)]

        assert told == [PEOPLE[0].phone, PEOPLE[1].phone] * 2

    def test_an_intake_ends_with_its_ticket(self):
        lines = Script(PEOPLE).intake(0).lines

        assert any(line.expect == "登记好了" for line in lines)
        assert all("{" not in line.text for line in lines)

    def test_callers_do_not_begin_alike(self):
        first = [next(Script(PEOPLE).talks(n)).lines[0].text for n in range(10)]

        assert len(set(first)) > 4

    def test_no_kind_comes_in_a_lump(self):
        assert spread({"a": 4, "b": 2}) == ["a", "b", "a", "a", "b", "a"]


class TestAddress:
    def test_each_caller_has_one_of_this_machine(self):
        found = {address(n) for n in range(2000)}

        assert len(found) == 2000
        assert all(one.startswith("127.0.") for one in found)
