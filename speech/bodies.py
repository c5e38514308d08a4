"""Answers over HTTP, read no further than they may be long."""

import httpx

from speech.errors import Refused, Unreachable


async def body_of(response: httpx.Response, *, largest: int) -> bytes:
    """Return the body of a streamed answer.

    Raises:
        Refused: The other side said no.
        Unreachable: It says more than it may.
    """
    if response.status_code != httpx.codes.OK:
        raise Refused(f"status {response.status_code}")
    body = bytearray()
    async for chunk in response.aiter_bytes():
        body += chunk
        if len(body) > largest:
            raise Unreachable("the answer is too long")
    return bytes(body)
