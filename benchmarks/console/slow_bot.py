"""A bot that takes its time: answers after a moment that is left to chance.

`python -m benchmarks.console.slow_bot PORT`; what it says can be told from all else.
"""

import asyncio
import random
import sys

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from api.gateway.bots.client import PATH

SLOWEST = 0.25  # seconds before it answers
MARK = "机器人："
LONG = "这一句话有十个字呢。" * 300
"""Too long for one message of WeChat: it leaves in several."""


async def answer(request: Request) -> Response:
    """Answer one question; every fourth at length."""
    await request.json()
    await asyncio.sleep(random.uniform(0, SLOWEST))  # noqa: S311 - no secret
    text = MARK + (LONG if random.random() < 0.25 else "您慢慢说")  # noqa: S311
    understood = {"intent": "greet", "confidence": 0.9}
    return JSONResponse({"messages": [{"text": text}], "understood": understood})


if __name__ == "__main__":
    uvicorn.run(
        Starlette(routes=[Route(PATH, answer, methods=["POST"])]),
        host="127.0.0.1",
        port=int(sys.argv[1]),
        log_level="error",
    )
