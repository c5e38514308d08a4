from datetime import UTC, datetime

import pytest

from helpdesk.models import SearchKind
from helpdesk.sealing import KeyRing, Sealer
from helpdesk.search.digests import Digester, month_of
from helpdesk.search.documents import Document, Piece, Source, above

MAY = datetime(2026, 5, 20, tzinfo=UTC)
JUNE = datetime(2026, 6, 20, tzinfo=UTC)


@pytest.fixture
def digester():
    return Digester(Sealer(KeyRing({"k1": b"f" * 32}, b"l" * 32)))


def document(at=MAY, kind=SearchKind.ticket, *, leaders=False, text="拖欠工资"):
    return Document(kind, 1, at, (Piece(text, Source.event, leaders),))


def wanted(digester, *, month=MAY, kind=SearchKind.ticket, leads=False):
    return digester.wish(["工资"], kind=kind, month=month_of(month), leads=leads)


def has(terms, wish):
    return all(group & terms for group in wish.groups)


class TestDigests:
    def test_are_found_by_who_asks_for_the_same_word(self, digester):
        assert has(digester.of_document(document()), wanted(digester))

    def test_of_a_month_tell_nothing_of_another_one(self, digester):
        may, june = (digester.of_document(document(at)) for at in (MAY, JUNE))

        assert not may & june

    def test_of_a_kind_tell_nothing_of_another_one(self, digester):
        ticket = digester.of_document(document())

        assert not has(ticket, wanted(digester, kind=SearchKind.call))

    def test_of_a_note_for_leaders_are_found_by_leaders_alone(self, digester):
        terms = digester.of_document(document(leaders=True))

        assert has(terms, wanted(digester, leads=True))
        assert not has(terms, wanted(digester))

    def test_of_another_key_have_nothing_in_common(self, digester):
        other = Digester(Sealer(KeyRing({"k1": b"f" * 32}, b"m" * 32)))

        assert not digester.of_document(document()) & other.of_document(document())

    def test_fit_an_integer_of_the_database(self, digester):
        terms = digester.of_document(document(text="，".join("拖欠工资很久了" * 40)))

        assert all(0 <= term < 2**31 for term in terms)


class TestAbove:
    def test_names_every_union_on_the_way(self):
        assert [*above("/1/7/")] == ["#/1/", "#/1/7/"]
        assert [*above(None)] == []
