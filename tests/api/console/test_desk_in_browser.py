"""The desk's pages as officers meet them, in Debian's Chromium."""

import pytest
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import WebDriverWait

from helpdesk.assignment import assignment
from helpdesk.audit import SYSTEM
from helpdesk.canned import canned
from helpdesk.database import unit_of_work
from helpdesk.knowledge import knowledge, proposals
from helpdesk.macros import macros
from helpdesk.models import Officer, OfficerRole, OrganisationKind
from helpdesk.organisations import Draft, tree
from helpdesk.tickets import tickets
from tests.api.console.conftest import password_hash
from tests.api.console.registry import article, letter, person
from tests.api.console.test_in_browser import (  # noqa: F401 - fixtures
    SCHEMES,
    SIZES,
    Desk,
    axe,
    demo,
)
from tests.api.console.test_in_browser import (
    TestLooks as Looks,
)

PAGES = (
    "canned",
    "canned/1",
    "macros",
    "macros/1",
    "assignment",
    "assignment/1",
    "assignment/dry-run",
    "knowledge",
    "knowledge/articles/ask_question.number1",
    "knowledge/articles/ask_question.number1/edit",
    "knowledge/unanswered",
    "members",
    "members/1",
    "organisations",
    "organisations/1",
    "undelivered",
    "tickets/{number}/macros/1",
)


async def fill(sessions):
    """Put something on every page."""
    async with unit_of_work(sessions) as session:
        boss = Officer(
            login="xiaolin",
            name="林晓岚",
            password_hash=password_hash(),
            role=OfficerRole.supervisor,
        )
        session.add(boss)
        await knowledge.load(session)
        await canned.load(session)
        await macros.load(session)
        await assignment.load(session)
        union = await _union(session)
        await article(session, union, 1)
        await proposals.write(
            session,
            "ask_question.number1",
            {"title": "会费多少", "chat": "每月999元"},
            officer=boss,
            seen=None,
        )
        await person(session, union, 1)
        await letter(session, union, 1)


async def _union(session):
    draft = Draft("深圳市总工会", OrganisationKind.federation, "福田", "0755-00000000")
    return await tree.add(session, draft, above=None, by=SYSTEM)


@pytest.fixture
def number(behind):
    """The number of the ticket that is on record."""
    found = {}

    async def look(sessions):
        async with unit_of_work(sessions) as session:
            opened = await tickets.open(
                session, category="report_unpaid_wages", subject="拖欠工资"
            )
            found["number"] = opened.number

    behind(look)
    return found["number"]


@pytest.fixture
def desk(browser, url, behind) -> Desk:
    behind(fill)
    return Desk(browser, url)


class TestLooks:
    @pytest.mark.parametrize("scheme", SCHEMES)
    @pytest.mark.parametrize("size", SIZES)
    def test_no_page_has_a_serious_fault(self, desk, number, axe, size, scheme):  # noqa: F811
        desk.size(*SIZES[size])
        desk.scheme(scheme)
        desk.enter()
        faults = {}

        for page in PAGES:
            desk.browser.get(f"{desk.url}/{page.format(number=number)}")
            assert "打不开" not in desk.text()
            if found := Looks().faults(desk, axe):
                faults[page] = found

        assert faults == {}


class TestDay:
    def wait(self, desk, text) -> None:
        WebDriverWait(desk.browser, 10).until(lambda _: text in desk.text())

    def test_a_text_is_written_with_a_press_on_its_fields(self, desk):
        desk.enter()
        desk.browser.get(f"{desk.url}/canned")

        desk.one("#title").send_keys("早安")
        desk.one("#text").send_keys("早上好，")
        desk.one("[data-insert='{{称呼}}']").click()
        self.wait(desk, "早上好，王师傅")
        desk.press(".sheet .do button")

        assert "已保存" in desk.text()

    def test_a_macro_is_read_while_it_is_written(self, desk):
        desk.enter()
        desk.browser.get(f"{desk.url}/macros")

        desk.one("#script").send_keys("备注：好\n报警：快")
        self.wait(desk, "第2行：没有“报警”这种操作")

    def test_an_article_is_checked_while_it_is_written(self, desk):
        desk.enter()
        desk.browser.get(f"{desk.url}/knowledge/articles/ask_heat_allowance/edit")
        self.wait(desk, "可以提交")

        desk.one("#chat").send_keys("另外每天补999元。")

        self.wait(desk, "这些数字没有写依据：999")

    def test_a_macro_is_shown_and_run_on_the_ticket(self, desk, number):
        desk.enter()
        desk.browser.get(f"{desk.url}/tickets/{number}")
        folds = desk.browser.find_elements(By.CSS_SELECTOR, ".aids details summary")
        next(fold for fold in folds if "快捷操作" in fold.text).click()
        self.wait(desk, "请补材料，停表等人")
        picks = desk.browser.find_elements(By.CSS_SELECTOR, "button.pick")
        next(pick for pick in picks if "联系不上，留言" in pick.text).click()
        self.wait(desk, "照这样办")

    def test_a_rule_is_tried_while_it_is_written(self, desk, number):
        desk.enter()
        desk.browser.get(f"{desk.url}/assignment")

        desk.one("#name").send_keys("试试")
        desk.browser.execute_script(
            "const role = document.querySelector('#role');"
            "role.value = 'supervisor';"
            "role.dispatchEvent(new Event('input', {bubbles: true}))"
        )

        self.wait(desk, "这一条会派 2 张")
