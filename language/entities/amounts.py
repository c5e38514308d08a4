"""Amounts: money, people, degrees."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from language.entities.candidates import Candidate
from language.numerals import NUMBER, parse, plain

ABOUT = "(?:[多余几]|来(?!着)|出头)?"

COUNTERS = "个天日月年度次单件斤条人顿班趟"
MONEY = re.compile(
    rf"(?<![第每\d])(?P<sign>¥ ?)?(?![万千亿])(?P<number>{NUMBER})(?P<about>{ABOUT})"
    r"(?P<unit>块钱|块(?![地板砖头儿])|元(?![旦素件月])|蚊|文钱|大洋|人民币|rmb)?"
    rf"(?P<rest>(?<=块)[一二三四五六七八九\d](?!小时|[{COUNTERS}二三四五六七八九十百\d]))?"
    r"(?P<small>毛钱?|角钱?|分钱)?"
)
SMALL = {"毛": Decimal("0.1"), "角": Decimal("0.1"), "分": Decimal("0.01")}
COUNTED = (
    "年月号日天周岁点时分秒度人个名位级届期层楼栋路线次条件项份倍平米斤",
    "小时|工作日|公里|多?[个名位人天年号]",
)
BARE = re.compile(rf"(?! ?(?:[{COUNTED[0]}%\-:/]|{COUNTED[1]}))")
"""What does not follow a bare number that is a sum."""

LEAST_BARE = 10
"""Smaller bare numbers are counts; a larger one may be money, says the context."""

PEOPLE = (
    "人(?![家力事工均员次手民])|工友|工人|员工|职工|同事|兄弟|弟兄|姐妹|老乡|师傅|民工|"
    "农民工|骑手|司机|会员|女工|男工|保安|保洁|学徒|代表|委员|新人|女的|男的|伙计|工仔|打工的"
)
HEADCOUNT = re.compile(
    rf"(?<![第每\d])(?![万千亿])(?P<number>{NUMBER}){ABOUT}"
    rf"(?P<unit>[个名号位口](?!月|小时|钟|星期|礼拜|工作日|点|半))?(?:(?:新)?(?P<people>{PEOPLE}))?"
)

TEMPERATURE = re.compile(
    rf"(?<![第\d])(?P<number>{NUMBER}){ABOUT}"
    r"(?:摄氏度|度(?:c(?![a-z]))?|c(?![a-z]))(?![电假数角灼伤过])"
)
SPELLED = re.compile("[一二三四五六七八九]{2,}")
"""Digits without a unit between them: 块五一度 is no temperature."""

COLDEST, HOTTEST = 15, 70


def money(text: str) -> Iterator[Candidate]:
    """Find sums; a number without a unit is only a guess."""
    for match in MONEY.finditer(text):
        amount = parse(match["number"])
        if amount is None:
            continue
        value, named = _amount(match, amount)
        if named or (amount >= LEAST_BARE and BARE.match(text, match.end())):
            sure = named and amount > 1 and match["small"] is None
            yield Candidate("money", match.start(), match.end(), plain(value), sure)


def _amount(match: re.Match[str], amount: Decimal) -> tuple[Decimal, bool]:
    """Add what is said after the unit: 两块五, 五毛."""
    if match["small"] and not match["unit"]:
        return amount * SMALL[match["small"][0]], True
    if match["rest"]:
        return amount + (parse(match["rest"]) or 0) * SMALL["角"], True
    in_thousands = match["number"][-1] in "kw"
    return amount, bool(match["unit"] or match["sign"] or in_thousands)


def headcount(text: str) -> Iterator[Candidate]:
    """Find numbers of people."""
    for match in HEADCOUNT.finditer(text):
        number = parse(match["number"])
        if number is None or not (match["unit"] or match["people"]) or number % 1:
            continue
        sure = bool(match["people"]) and number > 3
        yield Candidate("headcount", match.start(), match.end(), str(int(number)), sure)


def temperature(text: str) -> Iterator[Candidate]:
    """Find degrees that a workplace in Shenzhen may have."""
    for match in TEMPERATURE.finditer(text):
        degrees = parse(match["number"])
        if degrees is None or SPELLED.fullmatch(match["number"]):
            continue
        if COLDEST <= degrees <= HOTTEST:
            yield Candidate("temperature", match.start(), match.end(), plain(degrees))
