"""Small files of the right kind, for who sends something without having it."""

import struct
import zlib

from wechat.standin.world import Medium

FRAMES_A_SECOND = 50
SILENT_FRAME = b"\x7c"  # AMR narrow band: “no data”


def picture() -> Medium:
    """Return a PNG of 64 by 64 grey pixels."""
    header = struct.pack(">IIBBBBB", 64, 64, 8, 0, 0, 0, 0)
    rows = b"".join(b"\x00" + b"\xb4" * 64 for _ in range(64))
    parts = ((b"IHDR", header), (b"IDAT", zlib.compress(rows)), (b"IEND", b""))
    content = b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(*part) for part in parts)
    return Medium(content, "image/png", "picture.png")


def voice(seconds: int = 3) -> Medium:
    """Return silence in WeChat's format."""
    frames = SILENT_FRAME * (FRAMES_A_SECOND * seconds)
    return Medium(b"#!AMR\n" + frames, "audio/amr", "voice.amr")


def film() -> Medium:
    """Return the head of an MP4 file."""
    content = b"\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00mp42isom"
    return Medium(content, "video/mp4", "film.mp4", is_video=True)


def _chunk(name: bytes, content: bytes) -> bytes:
    checked = name + content
    return (
        struct.pack(">I", len(content))
        + checked
        + struct.pack(">I", zlib.crc32(checked))
    )
