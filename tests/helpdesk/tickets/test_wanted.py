import pytest

from helpdesk.errors import InvalidInput
from helpdesk.models import Priority, ServiceClass
from helpdesk.tickets.wanted import Due, Holder, Order, Standing, Wanted


class TestRead:
    def test_takes_names_and_values_as_they_are_kept(self):
        said = {
            "standing": "todo",
            "holder": "mine",
            "due": "overdue",
            "skill": "legal_aid",
            "category": "report_unpaid_wages",
            "service_class": "petition",
            "priority": "urgent",
            "organisation_id": 7,
            "is_calling": True,
            "order": "newest",
        }

        wanted = Wanted.read(said)

        assert wanted.standing is Standing.todo
        assert wanted.holder is Holder.mine
        assert wanted.due is Due.overdue
        assert wanted.service_class is ServiceClass.petition
        assert wanted.priority is Priority.urgent
        assert wanted.order is Order.newest
        assert wanted.as_json() == said

    def test_takes_an_address_as_well(self):
        wanted = Wanted.read({"organisation_id": "7", "is_calling": "1"})

        assert wanted.organisation_id == 7
        assert wanted.is_calling

    @pytest.mark.parametrize(
        "said",
        [
            {"standing": "gone"},
            {"holder": ""},
            {"holder": None},
            {"skill": "magic"},
            {"skill": ["legal_aid"]},
            {"category": "'; DROP TABLE tickets"},
            {"category": "a" * 60},
            {"organisation_id": "0"},
            {"organisation_id": "-1"},
            {"organisation_id": 2**31},
            {"organisation_id": "七"},
            {"priority": "URGENT"},
            {"owner": "me"},
            {"__class__": "x"},
        ],
    )
    def test_refuses_what_there_is_not(self, said):
        with pytest.raises(InvalidInput):
            Wanted.read(said)


class TestAsJson:
    def test_leaves_out_what_is_as_always(self):
        assert Wanted().as_json() == {}
        assert Wanted(holder=Holder.mine).as_json() == {"holder": "mine"}
