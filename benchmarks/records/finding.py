"""How fast and how rightly 30,000 names are found.

`python -m benchmarks.records.finding`. The names are generated; each question is one of
them with the noise that people and speech recognition make. A hit at 1 counts only when
the right name leads; "wrong" is a clear winner that is not the right name.
"""

import argparse
import asyncio
import random
import time
import tracemalloc
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import batched
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker
from typer import echo

from helpdesk.config import Settings
from helpdesk.database import create_engine, create_sessions, unit_of_work, upgrade
from helpdesk.finding import (
    Certainty,
    Entry,
    FindingService,
    Found,
    NameIndex,
    finding,
)
from helpdesk.models import Organisation, OrganisationKind, UnionState
from helpdesk.places import districts
from language.pinyin import readings

SEED = 12351
STYLES = (
    "华盛鑫达宏源泰和祥瑞丰恒信诚安康美佳乐福金银光明新兴联创科力强胜利通远航天宇博雅文"
    "思睿智慧云海江河山林森木石玉宝珠龙凤虎鹏飞翔腾跃升辉煌亮晶莹润泽洋波涛春夏秋冬东南"
    "西北中正大方圆合众人家友邦国民生活健仁德义礼嘉亿万千百益顺发裕隆昌茂荣景"
)
TRADES = (
    *("电子", "电器", "精密模具", "五金制品", "塑胶制品", "塑胶五金", "服装", "制衣"),
    *("鞋业", "皮具", "家具", "家居用品", "玩具", "印刷", "包装材料", "纸品", "化工"),
    *("涂料", "建材", "装饰工程", "建筑劳务", "建筑工程", "园林绿化", "物业管理"),
    *("物业服务", "保安服务", "清洁服务", "家政服务", "人力资源", "劳务派遣", "物流"),
    *("供应链管理", "快递", "货运代理", "汽车运输", "汽车维修", "餐饮管理", "酒店管理"),
    *("食品", "餐饮服务", "贸易", "进出口", "电子商务", "商贸", "百货", "网络科技"),
    *("信息技术", "软件", "通信技术", "光电科技", "半导体", "新能源", "电池", "广告"),
    *("自动化设备", "机械设备", "仪器仪表", "医疗器械", "生物科技", "医药", "教育咨询"),
    *("文化传播", "投资发展", "置业", "珠宝首饰", "钟表", "眼镜"),
)
FORMS = ("有限公司",) * 8 + ("股份有限公司", "厂", "集团有限公司")
REGIONS = ("深圳市",) * 8 + ("深圳", "广东", "")
NOBODYS = "魏蜀吴曹孟徐庾颜柳欧韩卫裴阮嵇谢陶鲍沈"  # in no generated name


def dice(*what: object) -> random.Random:
    """Return dice of their own for one thing."""
    return random.Random(":".join(map(str, (SEED, *what))))  # noqa: S311 - no secret


@dataclass(frozen=True, slots=True)
class Employer:
    """A generated employer by the parts of its name."""

    region: str
    style: str
    trade: str
    form: str
    district: str
    street: str

    @property
    def name(self) -> str:
        """Return the name as it would stand on the licence."""
        return self.region + self.style + self.trade + self.form


def employers(count: int) -> list[Employer]:
    """Return so many employers, no two of one name."""
    die = dice("employers")
    places = [(d.name, street) for d in districts().values() for street in d.streets]
    made: dict[str, Employer] = {}
    while len(made) < count:
        style = "".join(die.sample(STYLES, die.choice((2, 2, 2, 3, 3))))
        employer = Employer(
            die.choice(REGIONS),
            style,
            die.choice(TRADES),
            die.choice(FORMS),
            *die.choice(places),
        )
        made.setdefault(employer.style + employer.trade, employer)
    return list(made.values())


type Noise = Callable[[Employer, random.Random], str]


class Homophones:
    """Characters of daily use that sound alike after the southern folds."""

    def __init__(self) -> None:
        self._alike: dict[str, list[str]] = {}
        self._readings = readings()
        for character in sorted(self._readings):
            if _is_common(character):
                sound = self._readings[character]
                self._alike.setdefault(sound, []).append(character)

    def misspell(self, text: str, die: random.Random, count: int) -> str:
        """Put other characters of the same sound into a text."""
        letters = list(text)
        for place in die.sample(range(len(letters)), min(count, len(letters))):
            alike = self._alike.get(self._readings.get(letters[place], ""), [])
            others = [other for other in alike if other != letters[place]]
            if others:
                letters[place] = die.choice(others)
        return "".join(letters)


def _is_common(character: str) -> bool:
    try:
        return 0xB0 <= character.encode("gb2312")[0] <= 0xD7
    except UnicodeEncodeError:
        return False


def _typo(text: str, die: random.Random) -> str:
    """Replace, leave out, double or swap one character."""
    at = die.randrange(len(text))
    way = die.choice(("replace", "drop", "insert", "swap"))
    if way == "swap":
        at = min(at, len(text) - 2)
        return text[:at] + text[at + 1] + text[at] + text[at + 2 :]
    new = {"replace": die.choice(STYLES), "insert": die.choice(STYLES) + text[at]}
    return text[:at] + new.get(way, "") + text[at + 1 :]


_HOMOPHONES = Homophones()

NOISES: dict[str, Noise] = {
    "whole name": lambda e, _: e.name,
    "without legal form": lambda e, _: e.style + e.trade,
    "as a union": lambda e, _: e.name + "工会委员会",
    "one typing error": lambda e, die: _typo(e.style + e.trade, die),
    "one homophone": lambda e, die: _HOMOPHONES.misspell(e.style + e.trade, die, 1),
    "all homophones": lambda e, die: _HOMOPHONES.misspell(e.style + e.trade, die, 9),
    "short + trade's head": lambda e, _: e.style + e.trade[:2],
    "short + street": lambda e, _: f"{e.street}{e.style}{e.trade[:2]}",
    "said in a sentence": lambda e, _: f"我在{e.district}{e.style}{e.trade}上班",
    "short, one homophone": lambda e, die: _HOMOPHONES.misspell(
        e.style + e.trade[:2], die, 1
    ),
    "style alone": lambda e, _: e.style,
    "style, in district": lambda e, _: f"{e.district}{e.style}",
}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one kind of noise."""

    noise: str
    first: int
    third: int
    offered: int
    wrongly_clear: int
    milliseconds: list[float]


def measure(
    noise: str, index: NameIndex, stock: Sequence[Employer], count: int
) -> Outcome:
    """Ask so many questions with one kind of noise."""
    die = dice(noise)
    first = third = offered = wrongly_clear = 0
    taken: list[float] = []
    for key in die.sample(range(len(stock)), count):
        said = NOISES[noise](stock[key], die)
        start = time.perf_counter()
        found: Found = index.find(said)
        taken.append((time.perf_counter() - start) * 1000)
        first += key in found.keys[:1]
        third += key in found.keys[:3]
        offered += key in found.keys
        wrongly_clear += found.certainty is Certainty.clear and key not in found.keys
    return Outcome(noise, first, third, offered, wrongly_clear, taken)


def strangers(index: NameIndex, stock: Sequence[Employer], count: int) -> Outcome:
    """Ask for names that nobody has; whatever is clear is wrong."""
    die, styles = dice("strangers"), {e.style for e in stock}
    nothing = wrongly_clear = 0
    taken: list[float] = []
    while len(taken) < count:
        style = "".join(die.sample(NOBODYS, 2))
        if style in styles:
            continue
        start = time.perf_counter()
        found = index.find(style + die.choice(TRADES))
        taken.append((time.perf_counter() - start) * 1000)
        nothing += found.certainty is Certainty.nothing
        wrongly_clear += found.certainty is Certainty.clear
    return Outcome("nobody's name", nothing, nothing, nothing, wrongly_clear, taken)


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--names", type=int, default=30_000)
    parser.add_argument("--questions", type=int, default=500)
    asked = parser.parse_args()
    stock = employers(asked.names)
    entries = [Entry(k, e.name, e.district, e.street) for k, e in enumerate(stock)]
    NameIndex(entries[:1]).find("热身")  # tables are read once a process
    index = _built(entries)
    outcomes = [measure(noise, index, stock, asked.questions) for noise in NOISES]
    outcomes.append(strangers(index, stock, asked.questions))
    _report(outcomes, asked.questions)
    _update(index, entries[: asked.questions])
    with TemporaryDirectory() as folder:
        asyncio.run(_through_the_database(Path(folder), stock, asked.questions))


def _built(entries: Sequence[Entry]) -> NameIndex:
    """Build the index twice: for its size, and for the time that it takes."""
    tracemalloc.start()
    index = NameIndex(entries)
    size = tracemalloc.get_traced_memory()[0] / 2**20
    tracemalloc.stop()
    start = time.perf_counter()
    index = NameIndex(entries)
    built = time.perf_counter() - start
    echo(f"{len(index)} names indexed in {built:.2f} s, {size:.1f} MiB")
    return index


def _report(outcomes: Sequence[Outcome], count: int) -> None:
    head = ("top-1", "top-3", "offered", "wrong", "p50 ms", "p95 ms", "p99 ms")
    echo(f"{'noise':22}" + "".join(f"{word:>9}" for word in head))
    for o in outcomes:
        shares = [n / count for n in (o.first, o.third, o.offered, o.wrongly_clear)]
        _line(o.noise, shares, o.milliseconds)
    noisy = outcomes[:-1]
    total = count * len(noisy)
    sums = [sum(getattr(o, part) for o in noisy) / total for part in PARTS]
    _line("all but nobody's", sums, [ms for o in outcomes for ms in o.milliseconds])


PARTS = ("first", "third", "offered", "wrongly_clear")


def _line(noise: str, shares: Sequence[float], taken: Sequence[float]) -> None:
    times = np.percentile(taken, (50, 95, 99))
    told = [f"{share:9.1%}" for share in shares] + [f"{ms:9.2f}" for ms in times]
    echo(f"{noise:22}" + "".join(told))


def _update(index: NameIndex, entries: Sequence[Entry]) -> None:
    """Time taking a name out and putting it back."""
    taken = []
    for entry in entries:
        start = time.perf_counter()
        index.remove(entry.key)
        index.add(entry)
        taken.append((time.perf_counter() - start) * 1000)
    p50, p95 = np.percentile(taken, (50, 95))
    echo(f"one name renamed: p50 {p50:.3f} ms, p95 {p95:.3f} ms")


async def _through_the_database(
    folder: Path, stock: Sequence[Employer], count: int
) -> None:
    """Time the service as callers use it: with the look at the mark of changes."""
    settings = Settings(_env_file=None, data_dir=folder)
    upgrade(settings)
    engine = create_engine(settings)
    sessions = create_sessions(engine)
    await _store(sessions, stock)
    async with sessions() as session:
        tracemalloc.start()
        weighed = FindingService()
        await weighed.warm(session)
        size = tracemalloc.get_traced_memory()[0] / 2**20
        tracemalloc.stop()
        start = time.perf_counter()
        await finding.warm(session)
        taken = time.perf_counter() - start
        echo(f"read from SQLite and indexed in {taken:.2f} s, {size:.1f} MiB in all")
        await _ask(session, stock, count)
    async with unit_of_work(sessions) as session:
        await _rename(session)
    await engine.dispose()


async def _store(
    sessions: async_sessionmaker[AsyncSession], stock: Sequence[Employer]
) -> None:
    """Put the employers on record."""
    rows = [
        {
            "kind": OrganisationKind.enterprise,
            "name": f"{e.name}工会",
            "employer": e.name,
            "state": UnionState.established,
            "district": e.district,
            "street": e.street,
            "address": "示范路1号",
            "phone": "0755-00000000",
        }
        for e in stock
    ]
    async with unit_of_work(sessions) as session:
        for batch in batched(rows, 1000):
            await session.execute(insert(Organisation), list(batch))


async def _ask(session: AsyncSession, stock: Sequence[Employer], count: int) -> None:
    die, taken = dice("service"), []
    for employer in die.sample(stock, count):
        said = die.choice(list(NOISES.values()))(employer, die)
        start = time.perf_counter()
        await finding.employer(session, said)
        taken.append((time.perf_counter() - start) * 1000)
    p50, p95, p99 = np.percentile(taken, (50, 95, 99))
    echo(f"finding.employer: p50 {p50:.2f} ms, p95 {p95:.2f} ms, p99 {p99:.2f} ms")


async def _rename(session: AsyncSession) -> None:
    """Time the one search that follows a change."""
    union = await session.get_one(Organisation, 1)
    union.employer = "深圳市新改名字有限公司"
    await session.flush()
    start = time.perf_counter()
    found = await finding.employer(session, "新改名字")
    taken = (time.perf_counter() - start) * 1000
    echo(f"first search after a change: {taken:.0f} ms, {found.certainty}")


if __name__ == "__main__":
    main()
