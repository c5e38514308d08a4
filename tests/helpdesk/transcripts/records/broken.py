"""Broken files, by what is wrong with them, and what is told of each."""

import io
import json
import zipfile

from tests.helpdesk.transcripts.calls import calls
from tests.helpdesk.transcripts.writers import WRITERS

CALL = calls()[0]
HOUR = 3_600_000


def parts(*times, text="厂里三个月没发工资了"):
    said = [
        {"bg": str(b), "ed": str(e), "onebest": text, "speaker": "1"} for b, e in times
    ]
    return json.dumps(said, ensure_ascii=False).encode()


def zipped(files):
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, data in files.items():
            packed.writestr(name, data)
    return archive.getvalue()


def within(cut):
    answer = json.loads(WRITERS["iflytek"](CALL))
    content = answer["content"]
    content["orderResult"] = content["orderResult"][:-cut]
    return json.dumps(answer, ensure_ascii=False).encode()


GOOD = WRITERS["aliyun"](CALL)
REFUSED = {
    "空文件": (b"", "empty_file", "文件是空的"),
    "只传了一半": (GOOD[: len(GOOD) // 2], "truncated", "没有传完整"),
    "里层的JSON断了": (within(400), "truncated", "没有传完整"),
    "时间是负数": (parts((-90_000, -80_000)), "negative_times", "时间是负数"),
    "时间单位错了": (parts((0, 1e11)), "too_long", "时间单位可能有误"),
    "录音不是文字": (b"RIFF\x24\x08\0\0WAVEfmt \x10\0", "binary", "不要导出录音"),
    "乱码": (
        WRITERS["webvtt"](CALL).decode("gb18030", "replace").encode(),
        "spoilt",
        "变成乱码",
    ),
    "GBK当成UTF8": (
        WRITERS["table_gbk"](CALL).decode("utf-8", "replace").encode(),
        "spoilt",
        "变成乱码",
    ),
    "嵌套没有底": (b"[" * 100_000, "too_deep", "嵌套超过"),
    "认不出": ("今天天气不错".encode(), "unknown_format", "认不出是哪一家"),
    "压缩炸弹": (zipped({"c1.json": b"\0" * 30_000_000}), "bomb", "解开后过大"),
    "指到包外": (
        zipped({"c1.json": GOOD, "../c2.json": GOOD}),
        "unsafe_name",
        "指向包外",
    ),
    "包里套包": (zipped({"c1.zip": zipped({"c1": GOOD})}), "broken_archive", "套着"),
    "没有识别完": (
        json.dumps({"TaskId": "t", "StatusCode": 21050001}).encode(),
        "unfinished",
        "识别还没有完成",
    ),
}
MENDED = {
    "JSON包着JSON": (json.dumps(WRITERS["huawei"](CALL).decode()).encode(), "wrapped"),
    "GBK": (WRITERS["table_gbk"](CALL), "gbk"),
    "同一个人重叠": (parts((0, 5000), (3000, 8000)), "overlap"),
    "起止颠倒": (parts((3000, 0), (4000, 6000)), "turned"),
}
