"""The figures in a text, each in one spelling."""

import pytest

from helpdesk.knowledge.figures import figures


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("每月三百元，打幺二三五幺（劳动法第50条）", {"300", "12351", "§50"}),
        ("一年最高10,800元", {"10800"}),
        ("南方日报2018-10-23，2018年口径", {"2018", "10", "23"}),
        ("欠了3人，100元", {"3", "100"}),
        ("电话：0755-00000629", {"75500000629"}),
        ("用一两句话说说，推两三个人做代表", set()),
    ],
)
def test_reads_each_once(text, found):
    assert figures(text) == found
