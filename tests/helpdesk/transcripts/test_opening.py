"""Files and archives as they are handed in: judged before anything is read."""

import io
import zipfile

import pytest

from helpdesk.transcripts import Original, Party, Reading, Refusal, read, read_path
from helpdesk.transcripts.limits import limits
from tests.helpdesk.transcripts.calls import calls
from tests.helpdesk.transcripts.writers import WRITERS

CALL = calls()[0]


class TestFile:
    def test_a_file_that_is_too_large(self, tmp_path):
        path = tmp_path / "big.json"
        path.write_bytes(b" " * (limits().file_bytes + 1))

        assert only(path).error.code == "too_many_bytes"


class TestArchive:
    def test_every_file_of_it_is_read_or_refused(self, tmp_path):
        path = zipped(
            tmp_path,
            {
                "七月/c1.json": WRITERS["aliyun"](CALL),
                "c2.srt": b"",
                "notes.txt": b"hi",
            },
        )

        first, *others = read_path(path)

        assert isinstance(first, Reading)
        assert [(o.name, o.error.code) for o in others] == [
            ("c2.srt", "empty_file"),
            ("notes.txt", "unknown_format"),
        ]

    def test_a_chinese_name_of_windows_is_read(self, tmp_path):
        path = zipped(tmp_path, {"0000.srt": b""})
        path.write_bytes(
            path.read_bytes().replace(b"0000.srt", "七月.srt".encode("gbk"))
        )

        assert only(path).name == "七月.srt"

    @pytest.mark.parametrize(
        "name", ["../c1.json", "/etc/c1.json", "C:\\c1.json", "a/../../b", "a\x1b[2Jb"]
    )
    def test_a_name_that_leads_out(self, tmp_path, name):
        good = WRITERS["aliyun"](CALL)

        assert (
            only(zipped(tmp_path, {"c1": good, name: good})).error.code == "unsafe_name"
        )

    def test_a_link(self, tmp_path):
        link = zipfile.ZipInfo("c1.json")
        link.external_attr = 0o120777 << 16

        assert (
            only(zipped(tmp_path, {link: b"/etc/passwd"})).error.code == "unsafe_name"
        )

    def test_a_bomb(self, tmp_path):
        assert only(zipped(tmp_path, {"c1": b"\0" * 30_000_000})).error.code == "bomb"

    def test_a_bomb_that_states_a_small_size(self, tmp_path):
        path = zipped(tmp_path, {"c1": b"0" * 30_000_000})
        data = path.read_bytes()
        path.write_bytes(
            data.replace((30_000_000).to_bytes(4, "little"), b"\x09\0\0\0")
        )

        assert only(path).error.code in ("broken_archive", "bomb")

    def test_an_archive_in_an_archive(self, tmp_path):
        inner = zipped(tmp_path, {"c1": b"x"}).read_bytes()

        assert only(zipped(tmp_path, {"a.zip": inner})).error.code == "broken_archive"

    def test_more_files_than_anybody_sends(self, tmp_path):
        files = {str(number): b"" for number in range(limits().archive_files + 1)}

        assert only(zipped(tmp_path, files)).error.code == "bomb"

    def test_an_empty_one(self, tmp_path):
        assert only(zipped(tmp_path, {})).error.code == "empty_file"

    def test_a_broken_one(self, tmp_path):
        path = tmp_path / "a.zip"
        path.write_bytes(zipped(tmp_path, {"c": b"x" * 99}).read_bytes()[:60])

        assert only(path).error.code == "broken_archive"


class TestNames:
    @pytest.mark.parametrize(
        ("name", "identifier"),
        [("../../c1.json", "c1"), ("a\x1b[31mb.srt", "a_31mb"), ("..", "call")],
    )
    def test_a_call_is_named_harmlessly(self, name, identifier):
        data = WRITERS["srt"](CALL)

        assert read(Original(name, data)).transcript.call_id == identifier

    def test_the_name_does_not_decide_the_format(self):
        reading = read(Original("c1.csv", WRITERS["huawei"](CALL)))

        assert reading.transcript.source == "huawei"
        assert reading.transcript.segments[0].party is Party.agent


def zipped(folder, files):
    path = folder / "calls.zip"
    with zipfile.ZipFile(buffer := io.BytesIO(), "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    path.write_bytes(buffer.getvalue())
    return path


def only(path) -> Refusal:
    [result] = read_path(path)
    assert isinstance(result, Refusal)
    return result
