import pytest

from helpdesk.errors import DetailsDisagree, InvalidInput, NotFound
from helpdesk.members import Detail, details, members
from helpdesk.members.details import may_change
from helpdesk.models import AuthorKind, EmploymentKind, Residence
from helpdesk.seed import DEMO_GIG_WORKER, DEMO_MEMBER
from helpdesk.seed.people import PHONE_BLOCK
from tests.helpdesk.conftest import UNKNOWN_PHONES
from tests.helpdesk.members.people import OFFICER, WORKER, log, stranger

OWN = (Detail.phone, Detail.employment, Detail.residence, Detail.place)


async def _change(session, member, detail, value, by=WORKER):
    return await details.change(session, member.id, detail, value, by=by)


class TestChange:
    async def test_a_new_phone_is_found_at_once(self, session, member):
        change = await _change(session, member, Detail.phone, UNKNOWN_PHONES[0])

        assert change.changed
        assert await members.by_phone(session, UNKNOWN_PHONES[0]) is member
        assert await members.by_phone(session, DEMO_MEMBER.phone) is None

    async def test_the_log_shows_masks_only(self, session, member):
        await _change(session, member, Detail.phone, UNKNOWN_PHONES[0])

        (entry,) = await log(session)
        assert entry.before == {"phone": "138****8000"}
        assert entry.after["phone"].startswith(PHONE_BLOCK[:3] + "****")

    async def test_the_same_value_changes_nothing(self, session, member):
        again = await _change(session, member, Detail.phone, "+86 138 0013 8000")

        assert not again.changed
        assert await log(session) == []

    async def test_twice_is_once(self, session, member):
        for _ in range(2):
            await _change(session, member, Detail.phone, UNKNOWN_PHONES[0])

        assert len(await log(session)) == 1

    async def test_somebody_elses_phone_tells_nothing(self, session, member):
        with pytest.raises(DetailsDisagree) as raised:
            await _change(session, member, Detail.phone, DEMO_GIG_WORKER.phone)

        assert DEMO_GIG_WORKER.phone not in str(raised.value)

    @pytest.mark.parametrize(
        ("detail", "value", "kept"),
        [
            (Detail.employment, "gig", {"employment": EmploymentKind.gig}),
            (Detail.residence, "permit", {"residence": Residence.permit}),
            (Detail.place, "南山区", {"district": "南山", "street": None}),
            (Detail.place, "南山", {"district": "南山", "street": None}),
            (Detail.place, "南山街道", {"district": "南山", "street": "南山"}),
            (Detail.place, "深圳市南山区粤海", {"district": "南山", "street": "粤海"}),
            (Detail.place, "西乡街道", {"district": "宝安", "street": "西乡"}),
        ],
    )
    async def test_changes_what_is_ones_own(self, session, member, detail, value, kept):
        await _change(session, member, detail, value)

        assert {name: getattr(member, name) for name in kept} == kept

    @pytest.mark.parametrize(
        ("detail", "value"),
        [
            (Detail.phone, "12345"),
            (Detail.phone, ""),
            (Detail.employment, "自由"),
            (Detail.employment, ""),
            (Detail.residence, "permit "),
            (Detail.place, "东莞"),
            (Detail.place, ""),
        ],
    )
    async def test_refuses_what_can_not_be_right(self, session, member, detail, value):
        with pytest.raises(InvalidInput):
            await _change(session, member, detail, value)

    @pytest.mark.parametrize("detail", sorted(set(Detail) - set(OWN)))
    async def test_explains_what_needs_the_union(self, session, member, detail):
        change = await _change(session, member, detail, "王大明")

        assert not change.changed
        assert not change.permission.allowed
        assert change.permission.why
        assert member.name == DEMO_MEMBER.name

    async def test_an_officer_changes_name_and_id_number(self, session, member):
        born = stranger().id_number

        await _change(session, member, Detail.name, "王大明", OFFICER)
        await _change(session, member, Detail.id_number, born, OFFICER)

        assert (member.name, member.id_number) == ("王大明", born)
        first, second = await log(session)
        assert (first.before, first.after) == ({"name": "王*明"}, {"name": "王*明"})
        assert second.after == {"id_number": f"{born[:4]}{'*' * 10}{born[-4:]}"}

    @pytest.mark.parametrize("value", ["", " ", "\x00"])
    async def test_a_name_is_not_empty(self, session, member, value):
        with pytest.raises(InvalidInput):
            await _change(session, member, Detail.name, value, OFFICER)

    async def test_an_id_number_belongs_to_one(self, session, member):
        with pytest.raises(DetailsDisagree):
            await _change(
                session, member, Detail.id_number, DEMO_GIG_WORKER.id_number, OFFICER
            )

    async def test_misses_nobody(self, session):
        with pytest.raises(NotFound):
            await details.change(session, 0, Detail.phone, UNKNOWN_PHONES[0], by=WORKER)


class TestMayChange:
    @pytest.mark.parametrize("detail", Detail)
    @pytest.mark.parametrize("by", AuthorKind)
    def test_every_answer_has_a_reason(self, detail, by):
        permission = may_change(detail, by)

        assert permission.name
        assert permission.why
        assert permission.rule.source

    def test_a_new_employer_is_a_transfer_for_everybody(self):
        for by in AuthorKind:
            permission = may_change(Detail.employer, by)
            assert not permission.allowed
            assert "转会" in permission.why
