"""The real assistant, as `gonghui serve` runs it: Rasa, actions, api and worker."""

import os
import re
import signal
import subprocess
import sys
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest

from gonghui.places import ROOT, trained_model
from helpdesk.config import Settings

START_SECONDS = 200


class RunningAssistant:
    """One `gonghui serve --demo` with a data directory of its own."""

    def __init__(self, data: Path, *, desk: str = "open", **settings: str) -> None:
        self.data = data
        with (data / "serve.log").open("w") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "gonghui", "serve", "--demo", "--port", "0"],
                cwd=ROOT,
                env=os.environ
                | {"GONGHUI_DATA_DIR": str(data), "GONGHUI_DEMO_DESK": desk}
                | settings,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
            )
        self.url = self._ready_url()

    @property
    def log(self) -> list[str]:
        """Everything that the supervisor and its children have printed."""
        return (self.data / "serve.log").read_text("utf-8").splitlines()

    def _ready_url(self) -> str:
        assert self.process.stdout is not None
        watchdog = threading.Timer(START_SECONDS, self.process.terminate)
        watchdog.start()
        line = self.process.stdout.readline()
        watchdog.cancel()
        found = re.fullmatch(r"ready (http://\S+)\n", line)
        assert found, "\n".join(self.log[-40:])
        return found[1]

    def pid(self, name: str) -> int:
        """Return the latest process id that the supervisor reported for a child."""
        pattern = re.compile(rf"{name}\s+│ started \(process (\d+)\)")
        found = [match[1] for line in self.log if (match := pattern.search(line))]
        return int(found[-1])

    def wait_until(self, *, ready: bool, seconds: float = 90) -> None:
        """Wait until the assistant says that it is ready, or is not."""
        deadline = time.monotonic() + seconds
        with httpx.Client(base_url=self.url, trust_env=False, timeout=10) as client:
            while time.monotonic() < deadline:
                if client.get("/readyz").is_success is ready:
                    return
                time.sleep(0.3)
        pytest.fail(f"never {ready=}\n" + "\n".join(self.log[-40:]))

    def stop(self) -> int:
        with self.process as process:  # closes the pipe
            if process.poll() is None:
                process.send_signal(signal.SIGINT)
            try:
                return process.wait(30)
            except subprocess.TimeoutExpired:
                process.kill()
                raise


class Worker:
    """A worker who writes on the chat page."""

    def __init__(self, url: str) -> None:
        self.http = httpx.Client(base_url=url, trust_env=False, timeout=20)
        self.conversation: str | None = None
        self.channel = "chat"
        self.understood: list[str] = []  # the intent of each message
        self.bubbles: tuple[str, ...] = ()  # of the last answer

    def exchange(self, text: str) -> tuple[str, tuple[str, ...]]:
        """Send a message; return the answer and the names of what was said."""
        answer = self.post(text, explain=True)
        assert answer.status_code == 200, answer.text
        content = answer.json()
        self.conversation = content["conversation"]
        explanation = content.get("explanation") or {}
        self.understood.append(str(explanation.get("intent")))
        said = explanation.get("said", ())
        self.bubbles = tuple(reply["text"] for reply in content["replies"])
        return "\n".join(self.bubbles), tuple(said)

    def say(self, text: str, *, message_id: str | None = None) -> str:
        """Send a message and return all bubbles of the answer as one text."""
        answer = self.post(text, message_id=message_id)
        assert answer.status_code == 200, answer.text
        content = answer.json()
        self.conversation = content["conversation"]
        return "\n".join(reply["text"] for reply in content["replies"])

    def post(
        self, text: str, *, message_id: str | None = None, explain: bool = False
    ) -> httpx.Response:
        body = {
            "text": text,
            "message_id": message_id or uuid.uuid4().hex,
            "channel": self.channel,
            "explain": explain,
        }
        if self.conversation:
            body["conversation"] = self.conversation
        return self.http.post("/chat/messages", json=body)


def start(data: Path, *, desk: str = "open", **settings: str) -> RunningAssistant:
    """Start an assistant that serves the trained model from a new data directory.

    Officers are at their desks whatever the hour, or are not; other settings by name.
    """
    model = trained_model(Settings()).resolve()
    (data / "models").mkdir(parents=True)
    (data / "models" / model.name).symlink_to(model)
    return RunningAssistant(data, desk=desk, **settings)


@pytest.fixture(scope="session")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningAssistant]:
    running = start(tmp_path_factory.mktemp("data"))
    yield running
    running.stop()


@pytest.fixture(scope="session")
def closed_assistant(
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[RunningAssistant]:
    """An assistant whose officers are not at their desks."""
    running = start(tmp_path_factory.mktemp("closed"), desk="closed")
    yield running
    running.stop()


@pytest.fixture(scope="session")
def assistant_with() -> Callable[..., RunningAssistant]:
    """Start an assistant with settings of one's own; who does so stops it."""
    return start


@pytest.fixture
def worker(assistant: RunningAssistant) -> Iterator[Worker]:
    somebody = Worker(assistant.url)
    yield somebody
    somebody.http.close()


@pytest.fixture
def start_assistant() -> Iterator[Callable[[Path], RunningAssistant]]:
    """Start assistants of one's own; whichever still runs at the end is stopped."""
    running: list[RunningAssistant] = []

    def begin(data: Path) -> RunningAssistant:
        running.append(start(data))
        return running[-1]

    yield begin
    for assistant in running:
        assistant.stop()


@pytest.fixture
def worker_of() -> Iterator[Callable[[RunningAssistant], Worker]]:
    """Give workers who write to an assistant of the test's own."""
    workers: list[Worker] = []

    def begin(assistant: RunningAssistant) -> Worker:
        workers.append(Worker(assistant.url))
        return workers[-1]

    yield begin
    for worker in workers:
        worker.http.close()


@pytest.fixture
def eventually() -> Callable[..., None]:
    """Wait until a condition holds."""

    def wait(condition: Callable[[], bool], *, seconds: float) -> None:
        deadline = time.monotonic() + seconds
        while not condition():
            assert time.monotonic() < deadline, "never came true"
            time.sleep(0.2)

    return wait
