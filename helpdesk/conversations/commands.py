"""What somebody who waits for an officer can mean besides everything else."""

from enum import StrEnum
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
