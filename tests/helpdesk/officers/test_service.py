import pytest
from sqlalchemy import select

from helpdesk.audit import SYSTEM
from helpdesk.errors import Conflict, InvalidInput, NotFound, WeakPassword
from helpdesk.models import AuditAction, AuditEntry, OfficerRole
from helpdesk.officers import Scope, Wanted, officers, one_time
from tests.helpdesk.officers.conftest import PASSWORD


async def named(session, *logins, **facts):
    return [
        await officers.add(session, login=login, name=login, password=PASSWORD, **facts)
        for login in logins
    ]


class TestAdd:
    def test_keeps_a_hash_only(self, officer):
        assert officer.password_hash.startswith("$argon2id$")
        assert PASSWORD not in officer.password_hash
        assert not officer.must_choose

    async def test_says_who_made_it_and_what_it_may_do(self, session, officer):
        made = await officers.add(
            session,
            login="wang",
            name=" 王\n工 ",
            password=PASSWORD,
            role=OfficerRole.lawyer,
            skills=["legal_aid", "legal_aid"],
            by=SYSTEM,
        )

        assert (made.name, made.skills) == ("王 工", ["legal_aid"])
        [entry] = await session.scalars(select(AuditEntry))
        assert entry.action is AuditAction.created
        assert entry.subject_id == made.id
        assert entry.after["role"] == "lawyer"

    async def test_a_password_that_was_given_must_be_changed(self, session):
        given, kept = await one_time()

        made = await officers.add(session, login="wang", name="王", password=kept)

        assert made.must_choose
        assert given not in made.password_hash

    async def test_refuses_a_login_that_exists(self, session, officer):
        with pytest.raises(Conflict):
            await named(session, "lin")

    @pytest.mark.parametrize("login", ["", "L", "林晓", "a b", "a" * 41, "-x", "a\0b"])
    async def test_refuses_odd_logins(self, session, login):
        with pytest.raises(InvalidInput):
            await officers.add(session, login=login, name="x", password=PASSWORD)

    @pytest.mark.parametrize("name", ["", " ", "\0\n"])
    async def test_refuses_who_has_no_name(self, session, name):
        with pytest.raises(InvalidInput):
            await officers.add(session, login="wang", name=name, password=PASSWORD)

    async def test_refuses_a_weak_password(self, session):
        with pytest.raises(WeakPassword, match="10 characters"):
            await officers.add(session, login="lin", name="x", password="123456789")


class TestFind:
    async def test_knows_nobody_outside_the_scope(self, session, officer, ours):
        [theirs] = await named(session, "wang", organisation_id=ours.id)

        assert await officers.find(session, theirs.id, scope=Scope(ours.path)) is theirs
        for key in (officer.id, 99_999):
            with pytest.raises(NotFound):
                await officers.find(session, key, scope=Scope(ours.path))


class TestList:
    async def test_is_of_the_scope_by_name(self, session, officer, ours):
        wang, chen = await named(session, "wang", "chen", organisation_id=ours.id)

        found = await officers.list(session, scope=Scope(ours.path))

        assert [each for each, _ in found] == [chen, wang]
        assert {union for _, union in found} == {ours}

    @pytest.mark.parametrize(
        ("wanted", "found"),
        [
            (Wanted(words="wan"), ["wang"]),
            (Wanted(words="%"), []),
            (Wanted(role=OfficerRole.lawyer, words="wang"), ["wang"]),
            (Wanted(words="wang", is_active=False), []),
        ],
    )
    async def test_may_be_narrowed(self, session, officer, wanted, found):
        await named(session, "wang", role=OfficerRole.lawyer)

        listed = await officers.list(session, wanted)

        assert [each.login for each, _ in listed] == found
