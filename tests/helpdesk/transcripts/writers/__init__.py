"""A call in the shape in which each vendor documents its result.

Written from the documents and not from our readers.
"""

from tests.helpdesk.transcripts.writers.alibaba_tencent import (
    aliyun,
    aliyun_callback,
    tencent,
    tencent_callback,
    tencent_plain,
)
from tests.helpdesk.transcripts.writers.files import (
    srt,
    table,
    table_bom,
    table_gbk,
    vcon,
    vcon_old,
    webvtt,
)
from tests.helpdesk.transcripts.writers.funasr_shapes import (
    funasr,
    funasr_runtime,
    funasr_vad,
)
from tests.helpdesk.transcripts.writers.other_vendors import (
    huawei,
    iflytek,
    iflytek_old,
    volcengine,
    volcengine_classic,
)

WRITERS = {
    each.__name__: each
    for each in (
        *(funasr, funasr_vad, funasr_runtime, aliyun, aliyun_callback),
        *(tencent, tencent_plain, tencent_callback, iflytek, iflytek_old),
        *(huawei, volcengine, volcengine_classic, vcon, vcon_old),
        *(webvtt, srt, table, table_bom, table_gbk),
    )
}
FORMATS = {
    **dict.fromkeys(("funasr", "funasr_vad"), "funasr"),
    "funasr_runtime": "funasr-runtime",
    **dict.fromkeys(("aliyun", "aliyun_callback"), "aliyun"),
    **dict.fromkeys(("tencent", "tencent_plain", "tencent_callback"), "tencent"),
    **dict.fromkeys(("iflytek", "iflytek_old"), "iflytek"),
    "huawei": "huawei",
    **dict.fromkeys(("volcengine", "volcengine_classic"), "volcengine"),
    **dict.fromkeys(("vcon", "vcon_old"), "vcon"),
    "webvtt": "webvtt",
    "srt": "srt",
    **dict.fromkeys(("table", "table_bom", "table_gbk"), "csv"),
}
