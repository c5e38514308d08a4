"""Officers who come from the house's sign-on; it is a real one, on loopback."""

from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from joserfc.jwk import OctKey, RSAKey
from sqlalchemy import select

from api.console.sign_on.provider import provider
from helpdesk import clock
from helpdesk.config import Settings
from helpdesk.database import unit_of_work
from helpdesk.errors import ConfigurationError
from helpdesk.models import (
    AuditAction,
    AuditEntry,
    Authenticator,
    ConsoleSession,
    Officer,
    OfficerRole,
    SignInWay,
)
from helpdesk.officers import sign_on
from tests.api.conftest import client_of
from tests.api.console.conftest import COOKIE
from tests.api.console.sign_on.house import CLIENT, SECRET, House, running


@pytest.fixture(scope="module")
def key():
    return RSAKey.generate_key(2048, parameters={"kid": "k1"})


@pytest.fixture
def house(key):
    with running(House(key)) as house:
        yield house


@pytest.fixture
def settings(make_settings, house):
    return make_settings(
        demo=True,
        oidc_issuer=house.issuer,
        oidc_client_id=CLIENT,
        oidc_client_secret=SECRET,
    )


@pytest.fixture
async def bound(sessions, staff):
    """Bind a seat to somebody of the house."""
    async with unit_of_work(sessions) as session:
        officer = await session.get_one(Officer, staff[OfficerRole.seat])
        officer.sign_on_subject = "u-17"
    return officer


async def there(client):
    """Go to the house and come back with what it gives; return the way back."""
    sent = await client.get("/console/sign-on")
    assert sent.status_code == 303, sent.text
    async with httpx.AsyncClient(trust_env=False) as browser:
        returned = await browser.get(sent.headers["location"])
    return "/console/sign-on/back?" + urlsplit(returned.headers["location"]).query


async def turned_away(client, sessions):
    answer = await client.get("/console/calls")
    async with sessions() as session:
        opened = await session.scalar(select(ConsoleSession.id))
    return answer.status_code == 303 and opened is None


class TestGo:
    async def test_asks_for_a_code_with_state_nonce_and_challenge(self, client, house):
        sent = await client.get("/console/sign-on")

        where = urlsplit(sent.headers["location"])
        asked = {name: value for name, [value] in parse_qs(where.query).items()}
        assert sent.headers["location"].startswith(f"{house.issuer}/authorize?")
        assert asked["response_type"] == "code"
        assert asked["code_challenge_method"] == "S256"
        assert asked["redirect_uri"].endswith("/console/sign-on/back")
        assert len({asked[n] for n in ("state", "nonce", "code_challenge")}) == 3

    async def test_is_offered_at_the_door(self, client):
        assert "用统一登录进来" in (await client.get("/console/sign-in")).text

    async def test_says_so_where_the_house_is_another_one(self, client, house):
        house.about = {"issuer": "https://elsewhere.example"}

        sent = await client.get("/console/sign-on", follow_redirects=True)

        assert "统一登录没有成功" in sent.text


class TestBack:
    async def test_lets_in_who_is_bound(self, client, bound, sessions):
        entered = await client.get(await there(client))

        assert entered.headers["location"] == "/console"
        assert (await client.get("/console/calls")).status_code == 200
        async with sessions() as session:
            [kept] = await session.scalars(select(ConsoleSession))
            [entry] = await session.scalars(select(AuditEntry))
        assert (kept.officer_id, kept.way) == (bound.id, SignInWay.sign_on)
        assert entry.action is AuditAction.signed_in
        assert entry.after == {"way": "sign_on"}

    async def test_gives_the_browser_another_cookie(self, client, bound):
        back = await there(client)
        before = client.cookies[COOKIE]

        await client.get(back)

        assert client.cookies[COOKIE] != before

    async def test_asks_for_the_second_factor_all_the_same(
        self, client, bound, sessions
    ):
        async with unit_of_work(sessions) as session:
            officer = await session.get_one(Officer, bound.id)
            session.add(
                Authenticator(
                    officer_id=officer.id,
                    secret="JBSWY3DPEHPK3PXP",
                    confirmed_at=clock.now(),
                )
            )

        await client.get(await there(client))

        page = await client.get("/console/calls")
        assert page.headers["location"] == "/console/sign-in/code"

    @pytest.mark.parametrize(
        "claims",
        [
            {"sub": "u-18"},
            {"sub": None},
            {"sub": "u-17", "aud": "another"},
            {"sub": "u-17", "iss": "https://elsewhere.example"},
            {"sub": "u-17", "exp": 1_000_000_000},
            {"sub": "u-17", "nonce": "another"},
            {"sub": "u-17", "nonce": None},
            {"sub": "u-17", "azp": "another"},
            {"sub": "u-17", "at_hash": "another"},
        ],
        ids=str,
    )
    async def test_turns_away_what_proves_nothing(
        self, client, house, bound, sessions, claims
    ):
        house.claims = claims

        await client.get(await there(client))

        assert await turned_away(client, sessions)

    async def test_turns_away_what_somebody_else_signed(
        self, client, house, bound, sessions
    ):
        house.signer = RSAKey.generate_key(2048, parameters={"kid": "k1"})

        await client.get(await there(client))

        assert await turned_away(client, sessions)

    async def test_turns_away_what_is_signed_with_the_shared_secret(
        self, client, house, bound, sessions
    ):
        house.signer = OctKey.import_key("s" * 32, parameters={"kid": "k1"})
        house.algorithm = "HS256"

        await client.get(await there(client))

        assert await turned_away(client, sessions)

    async def test_turns_away_a_closed_account_and_notes_it(
        self, client, bound, sessions
    ):
        async with unit_of_work(sessions) as session:
            (await session.get_one(Officer, bound.id)).active = False

        await client.get(await there(client))

        assert await turned_away(client, sessions)
        async with sessions() as session:
            [entry] = await session.scalars(select(AuditEntry))
        assert entry.action is AuditAction.turned_away
        assert entry.after == {"because": "closed"}

    async def test_counts_once(self, client, app, bound, sessions):
        back = await there(client)
        async with client_of(app) as copy:
            copy.cookies.set(COOKIE, client.cookies[COOKIE])
            await client.get(back)
            again = await copy.get(back)

        assert again.headers["location"].endswith("why=sign_on")

    async def test_counts_in_the_browser_that_began(self, client, app, bound, sessions):
        back = await there(client)
        async with client_of(app) as victim:
            await victim.get("/console/sign-in")
            answer = await victim.get(back)
            assert await turned_away(victim, sessions)

        assert answer.headers["location"].endswith("why=sign_on")

    @pytest.mark.parametrize(
        "query", ["", "code=a", "state=a&code=b", "error=access_denied&state=x"]
    )
    async def test_needs_what_we_gave(self, client, query):
        answer = await client.get(f"/console/sign-on/back?{query}")

        assert answer.headers["location"].endswith("why=sign_on")

    async def test_believes_no_claim_of_a_login_unless_told_to(
        self, client, house, staff, sessions
    ):
        house.claims = {"sub": "u-17", "preferred_username": "administrator"}

        await client.get(await there(client))

        assert await turned_away(client, sessions)

    async def test_binds_who_is_named_by_a_claim_that_is_believed(
        self, client, app, house, staff, sessions, monkeypatch
    ):
        believed = {"login_claim": "preferred_username", "minutes": 10}
        monkeypatch.setattr(sign_on, "rules", lambda _: believed)
        house.claims = {"sub": "u-17", "preferred_username": "seat"}
        await client.get(await there(client))
        assert (await client.get("/console/calls")).status_code == 200

        house.claims = {"sub": "another", "preferred_username": "seat"}
        async with client_of(app) as other:
            answer = await other.get(await there(other))

        assert answer.headers["location"].endswith("why=sign_on")


class TestOff:
    @pytest.fixture
    def settings(self, make_settings):
        return make_settings(demo=True)

    async def test_is_not_there(self, client):
        assert "统一登录" not in (await client.get("/console/sign-in")).text
        for page in ("/console/sign-on", "/console/sign-on/back"):
            assert (await client.get(page)).status_code == 404


class TestProvider:
    @pytest.mark.parametrize("issuer", ["http://sign.example", "sign.example", "x"])
    def test_wants_tls(self, issuer):
        settings = Settings(_env_file=None, oidc_issuer=issuer, oidc_client_id="c")

        with pytest.raises(ConfigurationError, match="GONGHUI_OIDC_ISSUER"):
            provider(settings)
