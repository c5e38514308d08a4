"""What a whole message can mean by its words alone: to leave the queue, to stop."""

import re
from enum import StrEnum
from functools import cache
from pathlib import Path

from helpdesk.rules import rules

FILE = Path(__file__).with_name("commands.yml")


class Command(StrEnum):
    """What is meant."""

    leave = "leave"
    place = "place"

    @property
    def words(self) -> str:
        """The words for it that the bot was taught."""
        return str(rules(FILE)[self]["means"])


def command(text: str) -> Command | None:
    """Tell what a whole message means in the queue.

    >>> command("我不等了。")
    <Command.leave: 'leave'>
    """
    bare = "".join(char for char in text if char.isalnum())
    said = {bare, bare.rstrip("啊呀哦呢吧啦嘛哈")}
    book = rules(FILE)
    return next((one for one in Command if said & {*book[one]["says"]}), None)


def stops(text: str) -> bool:
    """Tell whether a whole message says not to go on with what is being asked.

    >>> stops("算了，不查了"), stops("先不登了"), stops("老板说不报了就开除我")
    (True, True, False)
    """
    bare = "".join(char for char in text if char.isalnum())
    return bool(_stopping().fullmatch(bare))


@cache
def _stopping() -> re.Pattern[str]:
    return re.compile(rules(FILE)["stops"])
