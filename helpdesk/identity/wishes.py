"""What a whole message can mean of bindings by its words alone."""

import re
from collections.abc import Mapping
from enum import StrEnum
from functools import cache
from pathlib import Path

from helpdesk.rules import rules

FILE = Path(__file__).with_name("wishes.yml")
PARTICLES = "啊呀哦呢吧啦了嘛哈吗么"


class Wish(StrEnum):
    """What somebody wants of the bindings, in the order in which it is looked for."""

    listed = "listed"  # “绑定了吗” is no “绑定”
    bind = "bind"
    unbind = "unbind"
    move = "move"


def wish(text: str) -> Wish | None:
    """Tell what a whole message wants of the bindings, if it is about them.

    >>> wish("我要绑定会员身份"), wish("解除绑定。"), wish("我换微信了")
    (<Wish.bind: 'bind'>, <Wish.unbind: 'unbind'>, <Wish.move: 'move'>)
    >>> wish("我绑定了哪些微信？"), wish("绑定会员有什么用")
    (<Wish.listed: 'listed'>, None)
    """
    bare = "".join(char for char in text if char.isalnum())
    said = (bare, bare.rstrip(PARTICLES))
    for name, pattern in _patterns().items():
        if any(pattern.fullmatch(each) for each in said):
            return name
    return None


@cache
def _patterns() -> Mapping[Wish, re.Pattern[str]]:
    return {name: re.compile(rules(FILE)[name]) for name in Wish}
