"""A worker's browser: Debian's Chromium on a gateway that uvicorn serves."""

import asyncio
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import suppress

import httpx
import pytest
import uvicorn
from selenium import webdriver
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from api.app import create_app
from helpdesk.database import create_engine, create_sessions
from tests.api.conftest import StandInBot
from tests.asgi_server import listening

CHROMIUM, DRIVER = shutil.which("chromium"), shutil.which("chromedriver")
ARGUMENTS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--window-size=500,900",
    "--force-prefers-reduced-motion",  # a click does not wait for scrolling to end
)


class Phone:
    """A worker's browser on the page."""

    def __init__(self, browser: webdriver.Chrome, url: str) -> None:
        self.browser = browser
        self.url = url

    def open(self) -> None:
        self.browser.get(self.url)
        self.until(lambda: self.one("#send"))

    def one(self, selector: str):
        return self.browser.find_element(By.CSS_SELECTOR, selector)

    def all(self, selector: str):
        return self.browser.find_elements(By.CSS_SELECTOR, selector)

    def texts(self, selector: str) -> list[str]:
        """Return the texts as they are at one moment: the page may be made anew."""
        found: list[str] = self.run(
            "return [...document.querySelectorAll(arguments[0])]"
            ".map(each => each.textContent)",
            selector,
        )
        return found

    def said(self) -> list[str]:
        return self.texts(".worker .bubble")

    def answers(self) -> list[str]:
        return self.texts(".assistant:not(.typing) .bubble")

    def run(self, script: str, *arguments):
        return self.browser.execute_script(script, *arguments)

    def say(self, text: str, *, answers: int) -> None:
        self.one("#text").send_keys(text, Keys.ENTER)
        self.until(lambda: len(self.answers()) == answers)

    def until(self, condition, seconds: float = 10) -> None:
        deadline = time.monotonic() + seconds
        while not condition():
            assert time.monotonic() < deadline, self.one("#log").text
            time.sleep(0.03)

    def offline(self, *, gone: bool) -> None:
        self.browser.set_network_conditions(
            offline=gone, latency=0, download_throughput=-1, upload_throughput=-1
        )

    def complaints(self) -> list[str]:
        return [entry["message"] for entry in self.browser.get_log("browser")]


@pytest.fixture(scope="module")
def browser(tmp_path_factory) -> Iterator[webdriver.Chrome]:
    if not (CHROMIUM and DRIVER):
        pytest.skip("Chromium or its driver is not installed")
    options = webdriver.ChromeOptions()
    options.binary_location = CHROMIUM
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    for argument in (*ARGUMENTS, f"--user-data-dir={tmp_path_factory.mktemp('c')}"):
        options.add_argument(argument)
    browser = webdriver.Chrome(options=options, service=Service(DRIVER))
    yield browser
    browser.quit()


@pytest.fixture
def demo() -> bool:
    return False


@pytest.fixture
def url(make_settings, bot: StandInBot, demo: bool) -> Iterator[str]:
    """Serve the application from a thread of its own."""
    app = create_app(
        make_settings(demo=demo, bot_timeout=1), bot_transport=httpx.MockTransport(bot)
    )
    server = uvicorn.Server(
        uvicorn.Config(app, port=0, log_config=None, timeout_graceful_shutdown=1)
    )
    with listening(server) as port:
        yield f"http://127.0.0.1:{port}/"


@pytest.fixture
def behind(make_settings) -> Callable[..., None]:
    """Do something with the database behind the page's back."""

    async def run(work) -> None:
        engine = create_engine(make_settings())
        await work(create_sessions(engine))
        await engine.dispose()

    return lambda work: asyncio.run(run(work))


@pytest.fixture
def phone(browser: webdriver.Chrome, url: str) -> Iterator[Phone]:
    phone = Phone(browser, url)
    phone.open()
    phone.complaints()
    yield phone
    with suppress(Exception):
        phone.offline(gone=False)
        phone.run("localStorage.clear(); sessionStorage.clear()")
