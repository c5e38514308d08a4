"""What the writers share."""

import json
import re

from helpdesk.transcripts import Party

NAMES = {Party.agent: "坐席", Party.customer: "来电人"}
MARKS = "，。？！、"


def dump(value) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode()


def letters(text: str) -> list[str]:
    """Split as a recogniser does: Chinese one by one, figures and Latin in runs."""
    return re.findall(r"[\u4e00-\u9fff]|[A-Za-z0-9]+", text)


def spread(parts, begin, end):
    """Spread parts evenly over a time."""
    step = (end - begin) / max(1, len(parts))
    ends = [round(begin + step * place) for place in range(len(parts) + 1)]
    return list(zip(parts, ends[:-1], ends[1:], strict=True))
