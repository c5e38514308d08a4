"""WeChat as far as a message is taken: what came, from which worker, and when."""

import asyncio
import random
from collections import Counter, defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import uvicorn
from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

SLOWEST = 0.05  # seconds before a message is taken, and again before the answer


@dataclass
class Post:
    """Takes every message; each worker has a path of its own to it."""

    port: int = 0
    taken: list[tuple[str, str, str]] = field(default_factory=list)
    """Worker, openid and text, in the order in which they were taken."""

    busy: asyncio.Event = field(default_factory=asyncio.Event)
    latest: str = ""
    """The worker that sent something last."""

    def base(self, worker: str) -> str:
        """Return where a worker finds WeChat."""
        return f"http://127.0.0.1:{self.port}/{worker}"

    def texts(self, worker: str) -> set[str]:
        """Return what was taken from a worker."""
        return {text for name, _, text in self.taken if name == worker}

    def by_follower(self) -> dict[str, list[str]]:
        """Return what each follower got, in order."""
        found: dict[str, list[str]] = defaultdict(list)
        for _, openid, text in self.taken:
            found[openid].append(text)
        return found

    def repeated(self) -> Counter[str]:
        """Count what was taken more than once, and how often too often."""
        counted = Counter(text for _, _, text in self.taken)
        return Counter(
            {text: times - 1 for text, times in counted.items() if times > 1}
        )


@asynccontextmanager
async def running_post() -> AsyncIterator[Post]:
    """Run WeChat on loopback."""
    post = Post()

    async def token(_: Request) -> JSONResponse:
        return JSONResponse({"access_token": "T", "expires_in": 7200})

    async def send(request: Request) -> Response:
        worker = request.path_params["worker"]
        try:
            asked = await request.json()
        except ClientDisconnect:  # killed while it was sending: nothing came
            return Response()
        post.latest = worker
        post.busy.set()
        await asyncio.sleep(random.uniform(0, SLOWEST))  # noqa: S311 - no secret
        post.taken.append((worker, asked["touser"], asked["text"]["content"]))
        await asyncio.sleep(random.uniform(0, SLOWEST))  # noqa: S311
        return JSONResponse({"errcode": 0, "errmsg": "ok"})

    app = Starlette(
        routes=[
            Route("/{worker}/cgi-bin/stable_token", token, methods=["POST"]),
            Route("/{worker}/cgi-bin/message/custom/send", send, methods=["POST"]),
        ]
    )
    config = uvicorn.Config(app, host="127.0.0.1", port=0, log_level="error")
    server = uvicorn.Server(config)
    serving = asyncio.create_task(server.serve())
    while not server.started:
        await asyncio.sleep(0.01)
    post.port = server.servers[0].sockets[0].getsockname()[1]
    try:
        yield post
    finally:
        server.should_exit = True
        await serving
