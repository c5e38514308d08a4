"""What people and machines send where a name should stand."""

HOSTILE = [
    "",
    " ",
    "\x00\x01\n\t",
    "😀🏭👷",
    "%",
    "_",
    "%%__%%",
    "'; DROP TABLE organisations; --",
    ".*",
    "(?P<name>[",
    "a{99999}",
    "\\",
    "\ud800\udfff",
    "。，！？（）",
    "公司",
    "有限公司工会委员会",
    "深圳市",
    "的",
    "厂",
    "总工会",
    "岚",
]
LONG = [
    "电" * 10_000,
    "深圳市" * 4_000,
    "x" * 10_000,
    "岚禾电子 " * 2_000,
    "\U0001f600" * 9_999,
]
