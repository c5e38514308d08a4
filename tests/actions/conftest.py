"""A stage for actions: a real database, and trackers as Rasa sends them."""

import base64
import re
import shutil
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from rasa_sdk.executor import ActionExecutor, CollectingDispatcher
from rasa_sdk.interfaces import Tracker
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from actions.server import build_executor
from helpdesk import clock
from helpdesk.config import Settings
from helpdesk.conversations import conversations
from helpdesk.database import create_engine, create_sessions, unit_of_work
from helpdesk.models import ChannelKind, Conversation
from helpdesk.notifications import notifications
from helpdesk.notifications.sender import DemoSender
from helpdesk.seed import DEMO_MEMBER, seed

KEYS = {
    "field_keys": f"k1:{base64.b64encode(b'f' * 32).decode()}",
    "lookup_key": base64.b64encode(b"l" * 32).decode(),
}
TODAY = "2026-07-15"


@dataclass
class Clock:
    """Stands still until it is moved."""

    at: datetime = field(default=datetime(2026, 7, 15, 2, 30, tzinfo=UTC))

    def forward(self, **by: float) -> None:
        self.at += timedelta(**by)


@pytest.fixture(autouse=True)
def time(monkeypatch: pytest.MonkeyPatch) -> Clock:
    stopped = Clock()
    monkeypatch.setattr(clock, "now", lambda: stopped.at)
    return stopped


@pytest.fixture(scope="session")
def seeded_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("seeded")
    seed(Settings(_env_file=None, data_dir=folder, demo=True, **KEYS), members=30)
    return folder


@pytest.fixture
async def sessions(
    tmp_path: Path, seeded_folder: Path
) -> AsyncIterator[async_sessionmaker[AsyncSession]]:
    shutil.copy(seeded_folder / "gonghui.db", tmp_path)
    engine = create_engine(
        Settings(_env_file=None, data_dir=tmp_path, demo=True, **KEYS)
    )
    yield create_sessions(engine)
    await engine.dispose()


@pytest.fixture
async def session(sessions) -> AsyncIterator[AsyncSession]:
    async with sessions() as session:
        yield session


async def begin_conversation(sessions) -> Conversation:
    async with unit_of_work(sessions) as session:
        return await conversations.start(session, channel=ChannelKind.web)


@pytest.fixture
async def conversation(sessions) -> Conversation:
    return await begin_conversation(sessions)


@pytest.fixture
async def stage(sessions, conversation) -> "Stage":
    return Stage(build_executor(sessions), sessions, conversation.thread)


@dataclass
class Stage:
    """Keeps slots from one action to the next, as Rasa does."""

    executor: ActionExecutor
    sessions: async_sessionmaker[AsyncSession]
    thread: str
    slots: dict[str, Any] = field(default_factory=dict)
    history: list[dict[str, Any]] = field(default_factory=list)
    said: list[dict[str, Any]] = field(default_factory=list)
    form: str | None = None
    channel: str = "chat"
    whereabouts: bool = False
    messages: int = 0
    runner_up: str = "out_of_scope"

    async def run(
        self, action: str, text: str = "", *as_intent: Any, **heard: Any
    ) -> list[Any]:
        """Run an action on a new message; without a text on the one before."""
        if text:
            self.hear(text, *as_intent, **heard)
        dispatcher = CollectingDispatcher()
        tracker = Tracker.from_dict(self._state())
        events = await self.executor.actions[action](dispatcher, tracker, {})
        self.said = dispatcher.messages
        for event in events:
            self._apply(event)
        self.history += [{"event": "action", "name": action}, *events]
        return events

    async def answer(self, text: str, *as_intent: Any, **heard: Any) -> list[Any]:
        """Answer the open form as Rasa would have it validated."""
        self.hear(text, *as_intent, **heard)
        return await self.run(f"validate_{self.form}")

    async def open(
        self, form: str, text: str = "", *as_intent: Any, **heard: Any
    ) -> list[Any]:
        """Open a form on a message."""
        if text:
            self.hear(text, *as_intent, **heard)
        self.form = form
        self.history.append({"event": "active_loop", "name": form})
        return await self.run(f"validate_{form}")

    def hear(self, text, intent="provide_info", confidence=0.9, **entities) -> None:
        self.messages += 1
        found = [
            {"entity": name, "value": value, "start": 0, "end": 0}
            for name, value in entities.items()
        ]
        for entity in found:
            entity["start"], entity["end"] = _place(text, entity["value"])
        self.history.append(
            {
                "event": "user",
                "text": text,
                "parse_data": {
                    "intent": {"name": intent, "confidence": confidence},
                    "entities": found,
                    "intent_ranking": [
                        {"name": intent, "confidence": 0.9},
                        {"name": self.runner_up, "confidence": 0.05},
                    ],
                },
            }
        )

    def responses(self) -> list[str]:
        return [message["response"] for message in self.said]

    def fields(self, response: str) -> dict[str, Any]:
        return next(each for each in self.said if each["response"] == response)

    def _state(self) -> dict[str, Any]:
        last = next(e for e in reversed(self.history) if e["event"] == "user")
        metadata = {
            "message_id": f"m{self.messages}",
            "channel": self.channel,
            "today": TODAY,
            "whereabouts": self.whereabouts,
        }
        return {
            "sender_id": self.thread,
            "slots": dict(self.slots),
            "latest_message": {
                "text": last["text"],
                **last["parse_data"],
                "metadata": metadata,
            },
            "events": list(self.history),
            "active_loop": {"name": self.form} if self.form else {},
            "latest_action_name": "action_listen",
        }

    def _apply(self, event: dict[str, Any]) -> None:
        if event["event"] == "slot":
            self.slots[event["name"]] = event["value"]
        if event["event"] == "active_loop":
            self.form = event["name"]

    async def code(self) -> str:
        """Return the newest one-time code of the demo member."""
        await notifications.deliver_due(self.sessions, DemoSender())
        async with self.sessions() as session:
            sent = await notifications.demo_messages(session, DEMO_MEMBER.phone)
        return re.search(r"\d{6}", sent[0].text)[0]

    async def verify(self) -> None:
        """Prove to be the demo member."""
        await self.open("verify_identity_form", "你好", intent="greet")
        await self.answer(DEMO_MEMBER.phone, phone_number=DEMO_MEMBER.phone)
        await self.answer(DEMO_MEMBER.id_number[-4:])
        await self.answer(await self.code())
        self.close()

    def close(self) -> None:
        """Close the open form as Rasa does."""
        self.form = None
        self.history.append({"event": "active_loop", "name": None})


def _place(text: str, value: str) -> tuple[int, int]:
    start = text.find(value)
    return (start, start + len(value)) if start >= 0 else (0, len(text))
