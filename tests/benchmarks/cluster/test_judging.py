from dataclasses import replace

import pytest

from benchmarks.cluster.judging import Opened, Recorded, Records, judge, recovery
from benchmarks.cluster.ledger import Entry

NUMBER = "261123000017"
SAID = Entry("m1", "intake", at=10.0, seconds=0.2, status=200, answer="好的")
ON_RECORD = Recorded("m1", "c1", "好的")
TICKET = Opened(NUMBER, "c1", "m1", "report_unpaid_wages")


def wrong(entry=SAID, messages=(ON_RECORD,), tickets=()) -> dict[str, int]:
    return dict(+judge([entry], Records(messages, tickets)).wrong)


class TestMessages:
    def test_a_message_on_record_as_it_was_told_is_good(self):
        assert wrong() == {}

    def test_what_was_accepted_and_is_not_on_record_is_lost(self):
        assert wrong(messages=()) == {"accepted and lost": 1}

    def test_what_nobody_accepted_is_not_lost(self):
        verdict = judge([replace(SAID, status=0, answer="")], Records([], []))

        assert verdict.is_good
        assert verdict.notes["refused to the end"] == 1

    def test_what_nobody_accepted_is_answered_once_it_is_on_record(self):
        entry = replace(SAID, status=502, answer="")

        found = wrong(entry, [replace(ON_RECORD, answer=None)])

        assert found == {"on record without an answer": 1}

    def test_a_message_is_on_record_once(self):
        copies = [ON_RECORD, replace(ON_RECORD, conversation="c2")]

        assert wrong(messages=copies) == {"on record twice": 1}

    def test_the_worker_was_told_what_is_on_record(self):
        messages = [replace(ON_RECORD, answer="别的")]

        assert wrong(messages=messages) == {"told another answer than on record": 1}

    @pytest.mark.parametrize("told", [NUMBER, "261123 000 017"])
    def test_a_number_that_was_told_is_a_ticket(self, told):
        answer = f"登记好了，工单号 {told}。"
        entry = replace(SAID, answer=answer)
        messages = [replace(ON_RECORD, answer=answer)]

        assert wrong(entry, messages) == {"told the number of no ticket": 1}
        assert wrong(entry, messages, [TICKET]) == {}

    def test_a_telephone_number_is_no_ticket(self):
        assert replace(SAID, answer="请留 13800131234").numbers == []

    def test_an_answer_has_words(self):
        messages = [replace(ON_RECORD, answer="")]

        assert wrong(replace(SAID, answer=""), messages) == {"told nothing": 1}


class TestTickets:
    def test_two_of_one_category_in_a_conversation_are_one_too_many(self):
        again = replace(TICKET, number="261123000025", message_id="m2")

        assert wrong(tickets=[TICKET, again]) == {"ticket doubled": 1}

    def test_what_was_kept_is_not_done_as_well(self):
        other = replace(TICKET, number="261123000025", category="degraded")

        assert wrong(tickets=[TICKET, other]) == {
            "kept as a ticket, and done as well": 1
        }

    def test_a_message_may_tell_of_two_matters(self):
        other = replace(TICKET, number="261123000025", category="report_overtime")

        assert wrong(tickets=[TICKET, other]) == {}

    def test_the_same_matter_of_two_people_is_two_tickets(self):
        other = replace(TICKET, number="261123000025", conversation="c2")

        assert wrong(tickets=[TICKET, other]) == {}


class TestRecovery:
    def test_counts_from_the_return_to_the_first_good_and_the_last_bad(self):
        bad = replace(SAID, fault="no answer")
        entries = [
            replace(bad, at=90.0),
            replace(bad, at=101.0, seconds=1.0),
            replace(SAID, at=103.0, seconds=0.5),
            replace(bad, at=104.0, seconds=2.0),
        ]

        assert recovery(entries, back=100.0) == (3.5, 6.0)

    def test_without_a_good_answer_nothing_recovered(self):
        assert recovery([replace(SAID, fault="no answer")], back=0.0) is None

    def test_good_answers_before_the_return_do_not_count(self):
        assert recovery([SAID], back=11.0) is None
