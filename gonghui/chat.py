"""`gonghui chat`: the worker's conversation in the terminal."""

import asyncio
import sys
from collections.abc import AsyncIterator, Mapping
from typing import Annotated, Any

import httpx
import typer
from prompt_toolkit import PromptSession
from prompt_toolkit.patch_stdout import patch_stdout

from gonghui.client import Reply, Talk, Turn
from gonghui.local import assistant
from helpdesk.config import Settings

PROMPT = "您  › "
BOT = "助手 › "
INDENT = "       "


def chat(
    url: Annotated[
        str | None,
        typer.Option(help="a running assistant; without it one is started"),
    ] = None,
    explain: Annotated[
        bool,
        typer.Option("--explain", help="show intent, entities, rule, action and slots"),
    ] = False,
    voice: Annotated[
        bool, typer.Option("--voice", help="answers as a caller would hear them")
    ] = False,
) -> None:
    """Talk to the assistant in the terminal; Ctrl-D or an empty /quit ends it."""
    asyncio.run(_chat(url, explain=explain, channel="voice" if voice else "chat"))


async def _chat(url: str | None, *, explain: bool, channel: str) -> None:
    log = Settings().data_dir / "log" / "chat.log"
    if url is None:
        print("starting the assistant (10 to 60 seconds) …", file=sys.stderr)
    async with (
        assistant(url, log) as address,
        httpx.AsyncClient(base_url=address, trust_env=False) as client,
    ):
        print(f"talking to {address}  ·  Ctrl-D ends", file=sys.stderr)
        talk = Talk(client, channel=channel, explain=explain)
        await converse(talk, _lines())


async def converse(talk: Talk, lines: AsyncIterator[str]) -> None:
    """Send each line and print the answer; a number presses a button."""
    offered: tuple[Reply, ...] = ()
    async for line in lines:
        text = chosen(line, offered)
        if not text:
            continue
        if text == "/quit":
            return
        try:
            turn = await talk.say(text)
        except httpx.HTTPError as error:
            print(f"  ! not delivered: {error or type(error).__name__}")
            continue
        offered = turn.replies
        if turn.explanation:
            print(explained(turn.explanation))
        print(render(turn))


def chosen(line: str, offered: tuple[Reply, ...]) -> str:
    """Return what a line says: a button's words for its number, else itself."""
    text = line.strip()
    buttons = [button for reply in offered for button in reply.buttons]
    if text.isdecimal() and 1 <= int(text) <= len(buttons):
        return buttons[int(text) - 1].payload
    return text


def render(turn: Turn) -> str:
    """Write an answer for the terminal, its buttons numbered."""
    if turn.error:
        return f"  ! {turn.error}"
    number, lines = 0, []
    for reply in turn.replies:
        lines.append(BOT + reply.text.replace("\n", "\n" + INDENT))
        for button in reply.buttons:
            number += 1
            lines.append(f"{INDENT}[{number}] {button.title}")
    return "\n".join(lines)


def explained(why: Mapping[str, Any]) -> str:
    """Write why an answer is what it is, one aspect a line, empty ones left out."""
    entities = [f"{e['entity']}={e['value']}" for e in why["entities"]]
    meant = [name for name in why["meant"] if name != why["intent"]]
    aspects = {
        "intent": f"{why['intent']} {why['confidence']:.2f}",
        "meant": " → ".join(meant),
        "entities": ", ".join(entities),
        "rule": "; ".join(why["rules"]),
        "action": " → ".join(why["actions"]),
        "slots": ", ".join(f"{name}={value}" for name, value in why["slots"].items()),
        "form": why["form"] or "",
        "said": ", ".join(why["said"]),
    }
    lines = [f"  · {name:9}{told}" for name, told in aspects.items() if told]
    return "\n".join(lines)


async def _lines() -> AsyncIterator[str]:
    if not sys.stdin.isatty():
        for line in sys.stdin:
            print(PROMPT + line.rstrip())
            yield line
        return
    session: PromptSession[str] = PromptSession(PROMPT)
    while True:
        try:
            with patch_stdout():
                yield await session.prompt_async()
        except (EOFError, KeyboardInterrupt):
            return
