"""The union's existing sign-on: OpenID Connect's code flow with PKCE, by Authlib.

Authlib knows the protocol, our own client makes the requests: Authlib's httpx client
wants another HTTP library beside the one that is here.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import httpx
from authlib.common.errors import AuthlibBaseError
from authlib.oauth2.auth import ClientAuth
from authlib.oauth2.rfc6749.parameters import prepare_grant_uri, prepare_token_request
from authlib.oauth2.rfc7636 import create_s256_code_challenge
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from api.senders import is_loopback
from helpdesk.config import Settings
from helpdesk.errors import ConfigurationError, DeliveryFailed
from helpdesk.officers import Begun

SCOPE = "openid profile"
KNOWN = "/.well-known/openid-configuration"
# What is signed with a secret that both sides know is not taken: others have it too.
ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "ES256", "ES384", "EdDSA")
LEEWAY = 60  # seconds that two clocks may differ
SECONDS = 8.0
LARGEST = 256 * 1024


class SignOnFailed(DeliveryFailed):
    """The sign-on answered with something that proves nothing, or not at all."""


@dataclass(slots=True)
class Provider:
    """Asks the sign-on who somebody is."""

    issuer: str
    client_id: str
    client_secret: str | None
    http: httpx.AsyncClient

    async def address(self, begun: Begun, *, back: str) -> str:
        """Return where a browser is sent to.

        Raises:
            SignOnFailed: The sign-on does not answer.
        """
        about = await self._about()
        address: str = prepare_grant_uri(
            about["authorization_endpoint"],
            self.client_id,
            "code",
            redirect_uri=back,
            scope=SCOPE,
            state=begun.state,
            nonce=begun.nonce,
            code_challenge=create_s256_code_challenge(begun.verifier),
            code_challenge_method="S256",
        )
        return address

    async def claims(self, begun: Begun, *, code: str, back: str) -> Mapping[str, Any]:
        """Redeem a code, and return what the sign-on says of whom it is.

        Raises:
            SignOnFailed: The code or the token is not what it should be.
        """
        about = await self._about()
        body = prepare_token_request(
            "authorization_code",
            redirect_uri=back,
            code=code,
            code_verifier=begun.verifier,
        )
        method = "client_secret_basic" if self.client_secret else "none"
        auth = ClientAuth(self.client_id, self.client_secret, method)
        form = {"Content-Type": "application/x-www-form-urlencoded"}
        url, headers, body = auth.prepare("POST", about["token_endpoint"], form, body)
        token = await self._json("POST", url, headers=headers, content=body)
        keys = await self._json("GET", about["jwks_uri"])
        return self._read(token, keys, nonce=begun.nonce)

    async def close(self) -> None:
        """Close the connections."""
        await self.http.aclose()

    def _read(
        self, token: Mapping[str, Any], keys: Mapping[str, Any], *, nonce: str
    ) -> Mapping[str, Any]:
        """Check the ID token: signature, issuer, audience, times and nonce."""
        try:
            signed = jwt.decode(
                token["id_token"],
                KeySet.import_key_set({"keys": keys["keys"]}),
                algorithms=list(ALGORITHMS),
            )
            claims = CodeIDToken(
                signed.claims,
                signed.header,
                options={
                    "iss": {"values": [self.issuer]},
                    "aud": {"values": [self.client_id]},
                },
                params={
                    "nonce": nonce,
                    "client_id": self.client_id,
                    "access_token": token.get("access_token"),
                },
            )
            claims.validate(leeway=LEEWAY)
        except (AuthlibBaseError, JoseError, KeyError, TypeError, ValueError) as error:
            raise SignOnFailed(f"ID token: {type(error).__name__}") from None
        return dict(claims)

    async def _about(self) -> Mapping[str, Any]:
        """Read what the sign-on says of itself; it must be the one that was named."""
        about = await self._json("GET", self.issuer.rstrip("/") + KNOWN)
        wanted = ("authorization_endpoint", "token_endpoint", "jwks_uri")
        if about.get("issuer") != self.issuer or not all(map(about.get, wanted)):
            raise SignOnFailed("the sign-on says that it is another one")
        return about

    async def _json(self, method: str, url: str, **more: Any) -> dict[str, Any]:  # noqa: ANN401 - as httpx takes it
        """Ask the sign-on; its answer is an object of bounded size."""
        try:
            async with self.http.stream(method, url, **more) as response:
                response.raise_for_status()
                content = b""
                async for chunk in response.aiter_bytes():
                    content += chunk
                    if len(content) > LARGEST:
                        raise SignOnFailed("the sign-on's answer is too long")
            said = json.loads(content)
        except (httpx.HTTPError, ValueError) as error:
            raise SignOnFailed(type(error).__name__) from None
        if not isinstance(said, dict):
            raise SignOnFailed("the sign-on's answer is no object")
        return said


def provider(settings: Settings) -> Provider | None:
    """Return the sign-on of the settings, if there is one.

    Raises:
        ConfigurationError: Its address is no https, and not on this machine.
    """
    if not settings.oidc_issuer or not settings.oidc_client_id:
        return None
    where = urlsplit(settings.oidc_issuer)
    if where.scheme != "https" and not is_loopback(where.hostname or ""):
        raise ConfigurationError("GONGHUI_OIDC_ISSUER: https:// is needed")
    secret = settings.oidc_client_secret
    return Provider(
        settings.oidc_issuer,
        settings.oidc_client_id,
        secret.get_secret_value() if secret else None,
        httpx.AsyncClient(timeout=SECONDS, trust_env=False),
    )
