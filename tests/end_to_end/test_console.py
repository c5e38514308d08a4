"""The demo's calls on the console: handed in, analysed and checked by the worker."""

import re

import httpx

from helpdesk.seed import DEMO_OFFICER
from helpdesk.seed.calls import originals

SHOWN = ("欠薪", "工伤", "中暑", "群体", "入会", "未成年")


class TestDemo:
    def test_an_officer_reads_calls_that_were_judged(self, assistant, eventually):
        with httpx.Client(
            base_url=assistant.url, trust_env=False, follow_redirects=True, timeout=20
        ) as officer:
            door = officer.get("/console")
            [token] = re.findall(r'name="token" value="(\w+)"', door.text)
            form = {
                "token": token,
                "login": DEMO_OFFICER.login,
                "password": DEMO_OFFICER.password,
            }
            assert officer.post("/console/sign-in", data=form).status_code == 200

            def demo_calls():
                return officer.get("/console/calls", params={"source": "vcon"}).text

            wanted = len(list(originals()))
            eventually(
                lambda: demo_calls().count('class="score') == wanted, seconds=120
            )
            listed = demo_calls()
            call = officer.get(re.findall(r'href="(/console/calls/\d+)"', listed)[0])

        for said in SHOWN:
            assert said in listed, said
        assert call.status_code == 200
        assert 'id="seg-0"' in call.text
        assert "可以参考的答复" in call.text
