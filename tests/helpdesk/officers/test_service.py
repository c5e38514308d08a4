import pytest

from helpdesk.errors import Conflict, InvalidInput, Locked, WrongPassword
from helpdesk.models import OfficerRole
from helpdesk.officers import officers
from helpdesk.seed import DEMO_OFFICER

PASSWORD = "correct horse"


@pytest.fixture
async def officer(session):
    return await officers.add(session, login="lin", name="林", password=PASSWORD)


class TestAdd:
    def test_keeps_a_hash_only(self, officer):
        assert officer.password_hash.startswith("$argon2id$")
        assert PASSWORD not in officer.password_hash

    async def test_refuses_a_login_that_exists(self, session, officer):
        with pytest.raises(Conflict):
            await officers.add(session, login="lin", name="x", password=PASSWORD)

    @pytest.mark.parametrize("login", ["", "L", "林晓", "a b", "a" * 41, "-x"])
    async def test_refuses_odd_logins(self, session, login):
        with pytest.raises(InvalidInput):
            await officers.add(session, login=login, name="x", password=PASSWORD)

    async def test_refuses_a_short_password(self, session):
        with pytest.raises(InvalidInput, match="10 characters"):
            await officers.add(session, login="lin", name="x", password="123456789")


class TestAuthenticate:
    async def test_lets_the_officer_in(self, session, officer):
        found = await officers.authenticate(session, login="lin", password=PASSWORD)

        assert found is officer

    async def test_lets_the_demo_officer_in(self, session):
        found = await officers.authenticate(
            session, login=DEMO_OFFICER.login, password=DEMO_OFFICER.password
        )

        assert found.role is OfficerRole.supervisor

    @pytest.mark.parametrize("login", ["lin", "nobody"])
    async def test_does_not_tell_which_of_the_two_was_wrong(
        self, session, officer, login
    ):
        with pytest.raises(WrongPassword, match="unknown login or wrong password"):
            await officers.authenticate(session, login=login, password="wrong")

    async def test_refuses_a_closed_account(self, session, officer):
        officer.active = False

        with pytest.raises(WrongPassword):
            await officers.authenticate(session, login="lin", password=PASSWORD)

    async def test_locks_after_five_wrong_tries(self, session, officer, time):
        for _ in range(4):
            with pytest.raises(WrongPassword):
                await officers.authenticate(session, login="lin", password="wrong")
        with pytest.raises(Locked):
            await officers.authenticate(session, login="lin", password="wrong")

        with pytest.raises(Locked):
            await officers.authenticate(session, login="lin", password=PASSWORD)
        time.forward(minutes=30)
        await officers.authenticate(session, login="lin", password=PASSWORD)
