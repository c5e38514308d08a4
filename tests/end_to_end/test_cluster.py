"""The whole installation of compose.yaml: PostgreSQL, Redis, nginx, two of each."""

import os
import threading
import time
import uuid
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx
import pytest

from gonghui.cluster.folder import STATE
from tests.end_to_end.cluster import START_SECONDS, eventually, start_cluster

pytestmark = pytest.mark.timeout(START_SECONDS + 60)

FOLLOWER = "oDEMO0000000000000000000001"
ASKED = "帮我查下我是不是工会会员"
FEES, PAID_BY = "我想问下会费怎么交", "代扣会费"


@pytest.fixture(scope="module")
def cluster():
    with TemporaryDirectory(prefix="gonghui-cluster-") as folder:  # others may enter
        running = start_cluster(Path(folder))
        yield running
        running.stop()


@pytest.fixture
def http():
    with httpx.Client(trust_env=False, timeout=20) as client:
        yield client


@pytest.fixture
def worker(cluster, http):
    return Worker(cluster.url, http)


class Worker:
    """Somebody on the chat page, who repeats a message that was not answered."""

    def __init__(self, url, http):
        self.url = url
        self.http = http
        self.conversation = None
        self.outcomes = Counter()

    def say(self, text):
        body = {"text": text, "message_id": uuid.uuid4().hex}
        if self.conversation:
            body["conversation"] = self.conversation
        for _ in range(5):
            answer = self._post(body)
            self.outcomes[answer.status_code if answer else "broken"] += 1
            if answer is not None and answer.status_code == 200:
                content = answer.json()
                self.conversation = content["conversation"]
                return "\n".join(reply["text"] for reply in content["replies"])
            time.sleep(0.3)
        pytest.fail(f"never answered: {self.outcomes}")

    def _post(self, body):
        try:
            return self.http.post(f"{self.url}chat/messages", json=body)
        except httpx.TransportError:
            return None


class TestTalk:
    def test_goes_on_through_the_gateway(self, worker):
        assert "手机" in worker.say(ASKED)
        assert "身份证" in worker.say("13800130000")

    def test_monitors_are_not_asked_from_outside(self, cluster, http):
        assert http.get(f"{cluster.url}metrics").status_code == 404
        assert http.get(f"{cluster.url}readyz").status_code == 404


class TestProcesses:
    def test_all_of_compose_yaml_run(self, cluster):
        running = Counter(name.rpartition("-")[0] for name in cluster.pids())

        assert running == {
            "postgres": 1,
            "redis": 1,
            "bot": 2,
            "actions": 2,
            "api": 2,
            "worker": 2,
            "gateway": 1,
        }

    @pytest.mark.parametrize("name", ["api-1", "api-2"])
    def test_each_api_has_real_messages_answered(self, cluster, http, name):
        assert http.get(f"{cluster.address(name)}/readyz").status_code == 200


class TestWeChat:
    def test_a_message_is_answered_and_every_api_shows_its_ticket(self, cluster, http):
        path = f"{cluster.wechat}/standin/followers/{FOLLOWER}"
        http.post(f"{path}/follow", json={}).raise_for_status()
        http.post(f"{path}/text", json={"content": "我不想活了"}).raise_for_status()

        shown = eventually(lambda: self._replies(cluster, http))
        assert any("12356" in text or "12355" in text for text in shown), shown
        token = cluster.gonghui("tokens", "add", "tests", "--role", "supervisor")
        seen = [
            [one["number"] for one in self._tickets(cluster, http, name, token)]
            for name in ("api-1", "api-2")
        ]
        assert seen[0] == seen[1] != []

    def _replies(self, cluster, http):
        state = http.get(
            f"{cluster.wechat}/standin/state", params={"openid": FOLLOWER}
        ).json()
        return [
            str(shown["content"])
            for shown in state["seen"]
            if shown["side"] == "account" and "1235" in str(shown["content"])
        ]

    def _tickets(self, cluster, http, name, token):
        answer = http.get(
            f"{cluster.address(name)}/api/v1/tickets",
            headers={"Authorization": f"Bearer {token}"},
        )
        return answer.json()["items"]


class TestFaults:
    def test_a_killed_bot_is_stood_in_for_by_the_other(self, cluster, worker):
        assert "手机" in worker.say(ASKED)
        for name in ("bot-1", "bot-2"):
            killed = cluster.kill(name)

            assert PAID_BY in worker.say(FEES)
            cluster.wait_for_another(name, than=killed)
            eventually(
                lambda name=name: self._is_up(cluster, name), seconds=START_SECONDS
            )

    def test_talks_go_on_without_redis_and_with_another(self, cluster, worker):
        assert "手机" in worker.say(ASKED)
        killed = cluster.kill("redis-1")

        assert PAID_BY in worker.say(FEES)
        cluster.wait_for_another("redis-1", than=killed)
        assert PAID_BY in worker.say(FEES)

    def _is_up(self, cluster, name):
        try:
            return httpx.get(cluster.address(name), trust_env=False).is_success
        except httpx.TransportError:
            return False


class TestRenewal:
    def test_everything_starts_anew_and_no_message_is_lost(self, cluster):
        before = cluster.pids()
        done, workers, wrong = threading.Event(), [], Counter()

        def trickle():
            with httpx.Client(trust_env=False, timeout=20) as http:
                worker = Worker(cluster.url, http)
                workers.append(worker)
                while not done.is_set():
                    said = worker.say(FEES)
                    wrong.update([] if PAID_BY in said else [said])
                    done.wait(0.3)

        trickling = [threading.Thread(target=trickle) for _ in range(3)]
        for each in trickling:
            each.start()
        cluster.renew()
        done.set()
        for each in trickling:
            each.join(30)

        after = cluster.pids()
        same = {name for name in before if after[name] == before[name]}
        assert same == {"postgres-1", "redis-1", "gateway-1"}
        outcomes = sum((worker.outcomes for worker in workers), Counter())
        assert outcomes.keys() == {200}, outcomes
        assert not wrong, wrong


class TestStop:
    """Last: the cluster of the tests above is gone after this."""

    def test_ctrl_c_leaves_no_process(self, cluster):
        pids = [cluster.process.pid, *cluster.pids().values()]

        code = cluster.stop()

        assert code == 0, "\n".join(cluster.log[-40:])
        assert not any(os.path.exists(f"/proc/{pid}") for pid in pids)
        assert (cluster.folder / STATE).exists()
