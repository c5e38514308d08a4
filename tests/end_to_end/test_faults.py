import os
import re
import signal
import time

import pytest

NUMBER = re.compile(r"\d{6} ?\d{3} ?\d{3}")


@pytest.mark.timeout(240)
class TestRasaKilled:
    def test_nothing_is_lost_and_the_talk_goes_on(
        self, tmp_path, start_assistant, worker_of
    ):
        assistant = start_assistant(tmp_path)
        worker = worker_of(assistant)
        assert "手机" in worker.say("帮我查下我是不是工会会员")
        os.kill(assistant.pid("bot"), signal.SIGKILL)

        begun = time.monotonic()
        answer = worker.say("老板三个月没发工资了 我在龙华")
        seconds = time.monotonic() - begun

        assert seconds < 5
        assert NUMBER.search(answer), answer
        assistant.wait_until(ready=False)  # a good answer is trusted for seconds
        assistant.wait_until(ready=True)
        assert "手机" in worker.say("继续办"), "the form was lost"
        assert any("bot" in line and "starting again" in line for line in assistant.log)

    def test_a_bot_that_hangs_is_answered_for_in_time(
        self, tmp_path, start_assistant, worker_of
    ):
        assistant = start_assistant(tmp_path)
        worker = worker_of(assistant)
        worker.say("你好")
        os.kill(assistant.pid("bot"), signal.SIGSTOP)

        begun = time.monotonic()
        answer = worker.say("我想问下会费怎么交")
        seconds = time.monotonic() - begun
        os.kill(assistant.pid("bot"), signal.SIGCONT)

        assert seconds < 5
        assert NUMBER.search(answer), answer
