"""Real beginnings of files; names count for nothing."""

import io
import zipfile

import pytest

from helpdesk.evidence.fetching import LIMITS
from helpdesk.evidence.formats import media_type
from helpdesk.rules import rules

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def archive(*names):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as written:
        for name in names:
            written.writestr(name, "x")
    return file.getvalue()


KNOWN = {
    "jpeg": (b"\xff\xd8\xff\xe0\0\x10JFIF\0", "image/jpeg"),
    "png": (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "image/png"),
    "gif": (b"GIF89a\x01\0\x01\0", "image/gif"),
    "webp": (b"RIFF\x24\0\0\0WEBPVP8 ", "image/webp"),
    "heic": (b"\0\0\0\x18ftypheic\0\0\0\0", "image/heic"),
    "mp4": (b"\0\0\0\x18ftypisom\0\0\0\0", "video/mp4"),
    "pdf": (b"%PDF-1.4\n", "application/pdf"),
    "amr": (b"#!AMR\n\x3c", "audio/amr"),
    "mp3": (b"ID3\x04\0\0\0\0\0\0", "audio/mpeg"),
    "docx": (archive("[Content_Types].xml", "word/document.xml"), WORD),
    "xlsx": (archive("[Content_Types].xml", "xl/workbook.xml"), EXCEL),
    "doc": (OLE + "WordDocument\0".encode("utf-16-le"), "application/msword"),
    "xls": (OLE + "Workbook\0".encode("utf-16-le"), "application/vnd.ms-excel"),
}
REFUSED = {
    "nothing": b"",
    "one byte": b"\xff",
    "page": b"<!DOCTYPE html><script>alert(1)</script>",
    "program": b"MZ\x90\0\x03",
    "elf": b"\x7fELF\x02",
    "script": b"#!/bin/sh\nrm -rf /\n",
    "drawing with script": b'<svg xmlns="http://www.w3.org/2000/svg" onload="x()"/>',
    "archive": archive("a.exe"),
    "broken archive": b"PK\x03\x04" + b"\0" * 40,
    "app": archive("AndroidManifest.xml", "[Content_Types].xml"),
    "macros": archive(
        "[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"
    ),
    "installer": OLE,
    "wave": b"RIFF\x24\0\0\0WAVEfmt ",
    "film of another kind": b"\0\0\0\x18ftypqt  \0\0\0\0",
    "late pdf": b"<html>%PDF-1.4",
}


class TestMediaType:
    @pytest.mark.parametrize("name", KNOWN)
    def test_knows_a_file_by_its_bytes(self, name):
        content, kind = KNOWN[name]

        assert media_type(content) == kind

    @pytest.mark.parametrize("name", REFUSED)
    def test_takes_nothing_else(self, name):
        assert media_type(REFUSED[name]) is None

    def test_knows_every_type_that_the_rules_accept(self):
        kinds = rules(LIMITS)["kinds"].values()

        accepted = {each for kind in kinds for each in kind["accepts"]}

        assert accepted == {kind for _, kind in KNOWN.values()}
