"""Runs what is tested in a loop of asyncio's own."""

import asyncio


def run(work):
    """Run a coroutine to its end; Sanic's uvloop would at times never end closing.

    A bot closes its loop when its process ends; these tests close one each.
    """
    before = asyncio.get_event_loop_policy()
    asyncio.set_event_loop_policy(None)
    try:
        return asyncio.run(work)
    finally:
        asyncio.set_event_loop_policy(before)
