"""How webhooks are called: to the address that was checked, and nowhere after it."""

import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx

from helpdesk.errors import DeliveryFailed
from helpdesk.webhooks import Call, Post

LONGEST = 30.0  # seconds for one step; the caller counts those of the whole call
ONE_CALL_EACH = httpx.Limits(max_keepalive_connections=0)
"""Two names at one address must not share a connection made for one of them."""


@asynccontextmanager
async def poster(trust: ssl.SSLContext | None = None) -> AsyncIterator[Post]:
    """Give what makes calls; proxies of the environment are not asked."""
    async with httpx.AsyncClient(
        verify=trust or True,
        trust_env=False,
        follow_redirects=False,
        timeout=LONGEST,
        limits=ONE_CALL_EACH,
    ) as client:

        async def post(call: Call) -> int:
            url = httpx.URL(call.url)
            try:
                async with client.stream(
                    "POST",
                    url.copy_with(host=str(call.address)),
                    content=call.body,
                    headers={**call.headers, "Host": url.netloc.decode()},
                    extensions={"sni_hostname": call.where.host},
                ) as response:
                    return response.status_code
            except httpx.HTTPError as error:
                raise DeliveryFailed(type(error).__name__) from None

        yield post
