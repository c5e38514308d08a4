"""The beginning of an answer that never ends."""

import asyncio

import httpx


async def beginning(client: httpx.AsyncClient, path: str) -> httpx.Response:
    """Ask for a page and hang up as soon as it answers."""
    request = client.build_request("GET", path)
    answered = asyncio.Event()
    started: dict[str, object] = {}
    body = b""

    async def receive():
        if not answered.is_set():
            await answered.wait()
        return {"type": "http.disconnect"}

    async def send(message):
        nonlocal body
        if message["type"] == "http.response.start":
            started.update(message)
        else:
            body += message.get("body", b"")
        is_whole = message["type"].endswith("body") and not message.get("more_body")
        if is_whole or b"event-stream" in dict(started["headers"]).get(
            b"content-type", b""
        ):
            answered.set()

    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "GET",
        "headers": [(k.lower(), v) for k, v in request.headers.raw],
        "scheme": "http",
        "path": request.url.path,
        "raw_path": request.url.raw_path,
        "query_string": request.url.query,
        "server": ("gateway", 80),
        "client": ("127.0.0.1", 40000),
        "root_path": "",
    }
    transport = client._transport
    assert isinstance(transport, httpx.ASGITransport)
    await asyncio.wait_for(transport.app(scope, receive, send), 10)
    return httpx.Response(
        started["status"], headers=started["headers"], content=body, request=request
    )
