"""Small tables to take in; every person in them is invented."""

import csv
import io
from datetime import date

from sqlalchemy import func, select

from helpdesk.database import read_only
from helpdesk.imports.service import Importer
from helpdesk.models import ImportKind, Member
from helpdesk.numbers import id_check_digit
from helpdesk.seed.people import member_number

HEADER = ("姓名", "证件号码", "手机号码", "会员号", "会籍状态", "所在工会")


def id_number(serial: int, born: date = date(1928, 5, 1)) -> str:
    """An ID number of somebody born before 1930."""
    body = f"440300{born:%Y%m%d}{serial:03d}"
    return body + id_check_digit(body)


def phone(serial: int) -> str:
    return f"1380013{9000 + serial:04d}"


def person(serial: int, **changes: str) -> dict[str, str]:
    cells = {
        "姓名": "林测试",
        "证件号码": id_number(serial),
        "手机号码": phone(serial),
        "会员号": member_number(770_000_000 + serial),
        "会籍状态": "在会",
        "所在工会": "",
    }
    return cells | changes


def table(*rows: dict[str, str], header=HEADER, encoding="utf-8") -> bytes:
    text = io.StringIO()
    writer = csv.DictWriter(text, header, extrasaction="ignore")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode(encoding)


async def take_in(settings, path, kind=ImportKind.members, **options):
    importer = Importer(
        settings,
        kind,
        **{k: options.pop(k) for k in ("rows", "workers") if k in options},
    )
    return await importer.take_in(path, **options)


def told(report) -> list[tuple[int, str, str]]:
    """What the report says: row, column, code."""
    return [
        (one.row, fault.title, fault.code)
        for one in report.examples
        for fault in one.faults
    ]


async def count(sessions, model=Member) -> int:
    """How many are on record."""
    async with read_only(sessions) as session:
        return await session.scalar(select(func.count(model.id)))
