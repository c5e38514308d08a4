import statistics
import time
from pathlib import Path

QUESTIONS = (
    "你好",
    "工会请律师要钱吗",
    "高温补贴一个月多少",
    "圆梦计划是干嘛的",
    "会费一个月扣多少钱",
    "宝安哪里有工会律师坐班",
    "今天天气怎么样",
    "老板三个月没发工资了",
    "我在龙华一家电子厂",
    "算了不弄了",
)
P95_SECONDS = 0.4
BOT_MEGABYTES = 800


def resident_megabytes(pid: int) -> float:
    status = Path(f"/proc/{pid}/status").read_text()
    line = next(line for line in status.splitlines() if line.startswith("VmRSS"))
    return int(line.split()[1]) / 1024


class TestBudget:
    def test_one_caller_waits_little(self, worker):
        seconds = []
        for _ in range(6):
            for question in QUESTIONS:
                begun = time.perf_counter()
                worker.say(question)
                seconds.append(time.perf_counter() - begun)

        p95 = statistics.quantiles(seconds, n=20)[-1]

        assert p95 <= P95_SECONDS, f"median {statistics.median(seconds):.3f} s"

    def test_the_bot_stays_small(self, assistant, worker):
        worker.say("你好")

        assert resident_megabytes(assistant.pid("bot")) <= BOT_MEGABYTES
