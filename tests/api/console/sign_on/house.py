"""A small sign-on of a house: OpenID Connect on loopback, real but for its people."""

import base64
import secrets
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import urlencode

import uvicorn
from authlib.oauth2.rfc7636 import create_s256_code_challenge
from fastapi import FastAPI, Request
from joserfc import jwt
from joserfc.jwk import RSAKey
from starlette.responses import JSONResponse, RedirectResponse

from tests.asgi_server import listening

CLIENT, SECRET = "console", "a-shared-secret"


@dataclass
class House:
    """Who is signed in there, and what its answers are spoilt with."""

    key: RSAKey
    signer: RSAKey | None = None
    claims: dict[str, object] = field(default_factory=lambda: {"sub": "u-17"})
    about: dict[str, object] = field(default_factory=dict)
    algorithm: str = "RS256"
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    issuer: str = ""

    def token(self, nonce: str) -> str:
        now = int(time.time())
        said = {
            "iss": self.issuer,
            "aud": CLIENT,
            "iat": now,
            "exp": now + 60,
            "nonce": nonce,
            **self.claims,
        }
        said = {name: value for name, value in said.items() if value is not None}
        header = {"alg": self.algorithm}
        return jwt.encode(header, said, self.signer or self.key)

    def app(self) -> FastAPI:
        app = FastAPI()

        @app.get("/.well-known/openid-configuration")
        async def about():
            return {
                "issuer": self.issuer,
                "authorization_endpoint": f"{self.issuer}/authorize",
                "token_endpoint": f"{self.issuer}/token",
                "jwks_uri": f"{self.issuer}/keys",
                **self.about,
            }

        @app.get("/keys")
        async def keys():
            return {"keys": [self.key.as_dict(private=False)]}

        @app.get("/authorize")
        async def authorize(request: Request):
            asked = dict(request.query_params)
            code = secrets.token_urlsafe()
            self.codes[code] = asked
            back = urlencode({"code": code, "state": asked["state"]})
            return RedirectResponse(f"{asked['redirect_uri']}?{back}")

        @app.post("/token")
        async def token(request: Request):
            form = dict(await request.form())
            asked = self.codes.pop(str(form["code"]), None)
            known = base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
            is_client = request.headers.get("authorization") == f"Basic {known}"
            if (
                not is_client
                or asked is None
                or asked["redirect_uri"] != form["redirect_uri"]
                or asked["code_challenge_method"] != "S256"
                or create_s256_code_challenge(str(form["code_verifier"]))
                != asked["code_challenge"]
            ):
                return JSONResponse({"error": "invalid_grant"}, 400)
            return {
                "access_token": "a",
                "token_type": "Bearer",
                "id_token": self.token(asked["nonce"]),
            }

        return app


@contextmanager
def running(house: House):
    """Open the house on a free port of loopback."""
    config = uvicorn.Config(
        house.app(), host="127.0.0.1", port=0, log_level="error", ws="none"
    )
    with listening(uvicorn.Server(config)) as port:
        house.issuer = f"http://127.0.0.1:{port}"
        yield house
