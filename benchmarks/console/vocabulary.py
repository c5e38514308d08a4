"""Words as often as people use them, and sentences made of them.

The frequencies are those of jieba's dictionary, counted in newspapers; in between stand
the words of the trade and names of employers, as they do in complaints.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from random import Random

from benchmarks.records.finding import employers
from language.segment import Segmenter

COMMON = 40_000  # words of the dictionary; rarer ones nobody says on the telephone
NAMES = 30_000
TRADE: Mapping[str, Sequence[str]] = {
    "report_unpaid_wages": ("拖欠工资", "欠薪", "没发工资", "老板", "结清", "押金"),
    "report_work_injury": ("工伤", "受伤", "医药费", "工伤认定", "住院", "鉴定"),
    "report_dismissal": ("辞退", "开除", "赔偿金", "离职证明", "补偿金"),
    "report_overtime": ("加班费", "加班", "周末", "调休", "夜班"),
    "report_social_insurance": ("社保", "公积金", "补缴", "断缴", "参保"),
    "report_heat_allowance": ("高温津贴", "高温", "中暑", "室外", "清凉饮料"),
    "join_union": ("入会", "会员", "工会", "会员卡", "建会"),
    "apply_legal_aid": ("法律援助", "律师", "劳动仲裁", "起诉", "证据"),
    "apply_hardship_aid": ("困难帮扶", "送温暖", "低保", "大病", "助学"),
    "request_human": ("咨询", "投诉", "建议", "反映", "态度"),
}
WEIGHTS: Mapping[str, int] = {
    "report_unpaid_wages": 24,
    "report_work_injury": 11,
    "report_dismissal": 12,
    "report_overtime": 9,
    "report_social_insurance": 10,
    "report_heat_allowance": 5,
    "join_union": 10,
    "apply_legal_aid": 7,
    "apply_hardship_aid": 5,
    "request_human": 7,
}
SIGNS = "，，，，。。！？"


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Words, their frequencies added up, and names of employers."""

    words: Sequence[str]
    weights: Sequence[int]
    names: Sequence[str]

    def sentence(self, die: Random, category: str) -> str:
        """Return what somebody says of a matter, 15 to 60 characters."""
        said = die.choices(self.words, cum_weights=self.weights, k=die.randint(5, 14))
        for _ in range(die.randint(1, 3)):
            said[die.randrange(len(said))] = die.choice(TRADE[category])
        if die.random() < 0.3:
            said[0] = self.name(die)
        return "".join(
            w + (die.choice(SIGNS) if n % 4 == 3 else "") for n, w in enumerate(said)
        )

    def name(self, die: Random) -> str:
        """Return an employer; a few are complained of again and again."""
        return self.names[int(len(self.names) * die.random() ** 3)]


def vocabulary() -> Vocabulary:
    """Return the words of a dictionary as often as they are used."""
    frequencies = Segmenter.build(()).frequencies
    known = [(count, word) for word, count in frequencies.items() if count]
    common = sorted(known, reverse=True)[:COMMON]
    return Vocabulary(
        words=[word for _, word in common],
        weights=list(accumulate(count for count, _ in common)),
        names=[each.style + each.trade for each in employers(NAMES)],
    )
