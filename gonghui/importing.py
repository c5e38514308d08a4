"""What `gonghui members|organisations|sites import` have in common."""

import asyncio
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from helpdesk.config import Settings
from helpdesk.database import upgrade
from helpdesk.errors import Conflict, UnreadableFile
from helpdesk.imports.progress import Progress, duration
from helpdesk.imports.service import Importer, Report
from helpdesk.models import ImportKind

File = Annotated[
    Path,
    typer.Argument(exists=True, dir_okay=False, help="CSV or XLSX, first row: 表头"),
]
Again = Annotated[
    bool, typer.Option("--again", help="take a file in that was taken in before")
]
Rejects = Annotated[
    Path | None, typer.Option(help="where rejected rows go; else DATA_DIR/imports/")
]
Out = Annotated[Path, typer.Option(dir_okay=False, help="the CSV file to write")]
Seed = Annotated[int, typer.Option(min=0, help="the same seed, the same file")]
SHOWN_UNIONS = 5


def take_in(
    kind: ImportKind,
    file: Path,
    *,
    again: bool,
    rejects: Path | None,
) -> None:
    """Take a file in, tell of it, and end with 1 when rows stayed out."""
    settings = Settings()
    upgrade(settings)
    begun, progress = time.monotonic(), Progress()
    importer = Importer(settings, kind, progress=progress)
    try:
        report = asyncio.run(importer.take_in(file, again=again, rejects=rejects))
    except UnreadableFile as error:
        _say(f"{file.name}：整个文件没有导入。{error.why}。改法：{error.remedy}。")
        raise typer.Exit(1) from None
    except Conflict:
        _say(f"{file.name}：另一个进程正在导入同一个文件，请等它完成。")
        raise typer.Exit(1) from None
    except KeyboardInterrupt:
        _say("已停下。再运行一次同样的命令，会从停下的地方接着导入。")
        raise typer.Exit(1) from None
    progress.end()
    for line in told(report, time.monotonic() - begun):
        _say(line)
    if report.run.rejected:
        raise typer.Exit(1)


def told(report: Report, seconds: float) -> list[str]:
    """Say how a run ended, without a word of personal data."""
    run, lines = report.run, list[str]()
    if report.was_done:
        lines.append("这个文件已经导入过，没有再导入；要重新导入请加 --again。")
    elif report.resumed_at > 1:
        lines.append(f"从第 {report.resumed_at + 1} 行接着导入。")
    lines += _faults(report)
    if report.ignored:
        lines.append(f"没有用到的列：{'、'.join(report.ignored)}。")
    if run.unplaced:
        lines += _unplaced(report)
    lines.append(
        f"新增 {run.added:,} · 更新 {run.updated:,} · 退回 {run.rejected:,}"
        f" · 用时 {duration(seconds)}"
    )
    if run.rejected:
        lines.append(f"退回的行：{report.rejects}（含个人信息，只限本人读取）")
    return lines


def _faults(report: Report) -> Iterator[str]:
    for one in report.examples:
        for fault in one.faults:
            where = f"第 {one.row} 行 {fault.title or '整行'}"
            yield f"{where}：{fault.why}。改法：{fault.remedy}。"
    more = report.run.rejected - len(report.examples)
    if report.examples and more:
        yield f"…… 另有 {more} 行，见退回文件。"


def _unplaced(report: Report) -> list[str]:
    names = "、".join(
        name for name, _ in report.unknown_unions.most_common(SHOWN_UNIONS)
    )
    examples = f"，例如：{names}" if names else ""
    return [
        f"{report.run.unplaced:,} 行的所在工会还没有登记{examples}。这些会员已经入库，"
        "所在工会暂时空着；先导入工会，再用 --again 导入本文件就能补上。"
    ]


def _say(line: str) -> None:
    print(line, file=sys.stderr)
