import doctest

import pytest

from helpdesk.members.transfers import policy
from helpdesk.models import TRANSFER_STEPS, Route, TransferKind, TransferStatus

NAMES = {"giving": "甲工会", "receiving": "乙工会", "outside": "东莞某工会"}
NOBODY = dict.fromkeys(NAMES)


class TestProgress:
    @pytest.mark.parametrize("kind", TransferKind)
    @pytest.mark.parametrize("status", TransferStatus)
    @pytest.mark.parametrize("names", [NAMES, NOBODY])
    def test_every_state_of_every_kind_is_explained(self, kind, status, names):
        told = policy.progress(kind, status, **names, reason="请补会员证")

        assert told.name
        assert told.now.endswith("。")
        assert told.next.endswith("。")
        assert "{" not in str(told)
        assert "None" not in str(told)

    def test_a_comer_gets_a_number_and_others_keep_it(self):
        status = TransferStatus.receiving
        comer = policy.progress(TransferKind.into_city, status, **NAMES)
        other = policy.progress(TransferKind.within_district, status, **NAMES)

        assert "发深圳的会员号" in comer.next
        assert "会员号不变" in other.next

    def test_only_between_districts_speaks_of_two(self):
        for kind in TransferKind:
            told = policy.progress(kind, TransferStatus.releasing, **NAMES)
            assert ("两个区" in told.next) == (kind is TransferKind.between_districts)


class TestNextOf:
    @pytest.mark.parametrize("kind", TransferKind)
    def test_ends_where_the_way_ends(self, kind):
        status = TransferStatus.requested
        walked = [status]
        while (status := policy.next_of(kind, status)) is not None:
            walked.append(status)

        assert tuple(walked) == TRANSFER_STEPS[kind]

    def test_is_none_off_the_way(self):
        kind = TransferKind.within_district

        assert policy.next_of(kind, TransferStatus.returned) is None
        assert policy.next_of(kind, TransferStatus.handover) is None


class TestPrinciples:
    @pytest.mark.parametrize("kind", TransferKind)
    @pytest.mark.parametrize("route", [None, *Route])
    def test_give_sources(self, kind, route):
        told = policy.principles(kind, route)

        assert "劳动关系在哪里" in str(told[0])
        assert all(reason.source and reason.year for reason in told)

    def test_between_districts_says_what_is_not_verified(self):
        *_, last = policy.principles(TransferKind.between_districts, Route.employer)

        assert "未核实" in str(last)


def test_examples_in_docstrings():
    assert doctest.testmod(policy).failed == 0
