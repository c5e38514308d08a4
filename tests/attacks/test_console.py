"""Every page and every form of the console, with every payload in every field."""

import logging
import re

import httpx
import pytest
from lxml import html

from api.console import browser
from api.console.pages import PAGE
from helpdesk.casework.verbs import names as verbs
from helpdesk.models import OfficerRole
from tests.api.console.conftest import COOKIE
from tests.api.console.test_rights import PAGES, path_of
from tests.attacks.inert import faults
from tests.attacks.payloads import EVERY, MARK

LEAVING = frozenset({"leave", "leave_elsewhere"})
"""They end the session that the test goes on with."""

FIELDS = sorted(
    {
        name
        for template in PAGE.rglob("*.html")
        for name in re.findall(r'name="([a-z_]+)"', template.read_text("utf-8"))
    }
    - {"token"}
)
CHOSEN = ("select", "radio", "checkbox", "hidden", "number", "date", "month", "week")
READERS = (OfficerRole.supervisor, OfficerRole.administrator, OfficerRole.editor)
MANY = 15
THOROUGHLY = frozenset({"script", "attribute", "header"})
"""Tried by every reader; the others by the one who sees most."""


def chosen_on(text: str) -> dict[str, str]:
    """Return the fields of a page that are chosen, not written, with a good value."""
    found: dict[str, str] = {}
    for field in html.document_fromstring(text).xpath("//input|//select"):
        kind = "select" if field.tag == "select" else field.get("type", "text")
        name = field.get("name")
        if name and kind in CHOSEN and name != "token":
            options = field.xpath(".//option/@value") if kind == "select" else []
            values = [*filter(None, options), field.get("value") or ""]
            found.setdefault(name, values[0])
    return found


class Officer:
    """Somebody at the console who opens and sends everything."""

    def __init__(self, client, lay, planted):
        self.client, self.lay, self.planted = client, lay, planted
        self.wrong: dict[str, list[str]] = {}
        self.kept: set[str] = set()
        self.chosen: dict[str, str] = {}

    async def paths(self, method):
        for each, route in PAGES:
            if each != method or route.name in LEAVING:
                continue
            values = await self.lay(route) | self.planted.values
            if "act" in values:
                for act in verbs():
                    yield path_of(route, values | {"act": act})
            else:
                yield path_of(route, values)

    async def open_all(self, **asked):
        async for path in self.paths("GET"):
            answer = await self.client.get(path, params=asked)
            self.note(f"GET {path}", answer)
            is_page = answer.headers.get("content-type", "").startswith("text/html")
            if is_page and answer.text.strip():
                self.chosen = chosen_on(answer.text) | self.chosen

    async def send_all(self, form):
        cookie = self.client.cookies.get(COOKIE, domain="gateway.local") or ""
        async for path in self.paths("POST"):
            token = {"token": browser.token_for(cookie)}
            answer = await self.client.post(path, data=form | token)
            self.note(f"POST {path}", answer)
            if answer.status_code == 303:
                self.kept.add(path)

    def note(self, asked, answer):
        if found := faults(answer):
            self.wrong[asked] = found


@pytest.mark.timeout(300)
@pytest.mark.parametrize("name", EVERY)
async def test_a_payload_is_inert_wherever_it_is_written_and_shown(
    name, plant, enter, lay, caplog
):
    caplog.set_level(logging.DEBUG)
    payload, wrong, kept = EVERY[name], {}, set()
    planted = await plant(payload)
    for role in READERS if name in THOROUGHLY else READERS[:1]:
        officer = Officer(await enter(role), lay, planted)
        await officer.open_all()
        await officer.send_all(dict.fromkeys(FIELDS, payload))
        await officer.send_all(dict.fromkeys(FIELDS, payload) | officer.chosen)
        await officer.open_all()
        await officer.open_all(**dict.fromkeys(FIELDS, payload))
        wrong |= officer.wrong
        kept |= officer.kept

    assert wrong == {}
    assert len(kept) >= MANY, "most forms take what is written into them"
    ours = [one for one in caplog.records if one.name.startswith(("api", "helpdesk"))]
    assert not [one.getMessage() for one in ours if MARK in one.getMessage()]


EXPORTS = "/console/reports/exports"


@pytest.mark.parametrize("form", ["csv", "xlsx"])
@pytest.mark.parametrize("name", EVERY)
async def test_a_table_works_nothing_out(name, form, plant, enter):
    await plant(EVERY[name])
    officer = await enter(OfficerRole.supervisor)
    cookie = officer.cookies.get(COOKIE, domain="gateway.local") or ""
    asked = {
        "token": browser.token_for(cookie),
        "form": form,
        "span": "today",
        "clear": "1",
        "reason": "年度统计核对",
    }

    made = await officer.post(f"{EXPORTS}/clear", data=asked)
    file = await officer.get(f"{made.headers['location']}/file")

    assert (made.status_code, file.status_code) == (303, 200)
    assert MARK.encode() in file.content or form == "xlsx"
    assert faults(file) == []


async def test_the_planted_words_are_shown_at_all(plant, enter, lay):
    """Else all the above would be inert because nothing is there."""
    planted = await plant(EVERY["script"])
    officer = await enter(OfficerRole.supervisor)

    page = await officer.get(f"/console/tickets/{planted.number}")

    assert "&lt;script&gt;" in page.text


def test_a_fault_is_noticed():
    """The search finds what a page would hold if it did not escape."""
    for payload in ("script", "attribute", "closing", "htmx"):
        page = f"<!doctype html><body><p>{EVERY[payload]}</p>"
        answer = httpx.Response(200, html=page)
        assert len(faults(answer)) > 1, payload
