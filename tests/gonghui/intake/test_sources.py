import os
import zipfile

from gonghui.intake.parcels import FILES, File, Refused, handfuls
from gonghui.intake.sources import find, originals
from helpdesk.transcripts import Original
from helpdesk.transcripts.limits import limits


class TestFind:
    def test_a_folder_is_walked_in_the_order_of_names(self, tmp_path):
        folder = tmp_path / "七月"
        for name in ("b/2.json", "b/1.json", "a/9.srt", "c.csv"):
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_bytes(b"x")

        names = [found.name for found in find([folder])]

        assert names == ["七月/c.csv", "七月/a/9.srt", "七月/b/1.json", "七月/b/2.json"]

    def test_what_is_hidden_is_left_out(self, tmp_path):
        for name in (".DS_Store", "._c1.json", "c1.json"):
            (tmp_path / name).write_bytes(b"x")
        (tmp_path / ".git").mkdir()
        (tmp_path / ".git" / "c2.json").write_bytes(b"x")

        [only] = find([tmp_path])

        assert only.path == tmp_path / "c1.json"

    def test_a_link_out_of_the_folder_is_refused_and_one_within_is_not(self, tmp_path):
        secret, folder = tmp_path / "secret.json", tmp_path / "in"
        secret.write_bytes(b"x")
        folder.mkdir()
        (folder / "c1.json").write_bytes(b"x")
        (folder / "out.json").symlink_to(secret)
        (folder / "within.json").symlink_to(folder / "c1.json")
        (folder / "up").symlink_to(tmp_path)

        found = {one.name: isinstance(one, Refused) for one in find([folder])}

        assert found == {
            "in/c1.json": False,
            "in/out.json": True,
            "in/within.json": False,
        }

    def test_what_is_no_file_is_not_opened(self, tmp_path):
        os.mkfifo(tmp_path / "pipe.json")

        [refused] = find([tmp_path])

        assert "不是普通文件" in refused.why

    def test_nothing_there_and_nothing_in_it(self, tmp_path):
        (tmp_path / "empty").mkdir()

        missing, empty = find([tmp_path / "c1.json", tmp_path / "empty"])

        assert "没有这个文件" in missing.why
        assert "没有文件" in empty.why


class TestOriginals:
    def test_an_archive_gives_its_files_under_its_name(self, tmp_path):
        with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
            archive.writestr("七月/c1.json", "{}")
            archive.writestr("c2.json", "[]")

        [source] = find([tmp_path / "a.zip"])

        assert [(one.name, one.data) for one in originals(source)] == [
            ("a.zip/七月/c1.json", b"{}"),
            ("a.zip/c2.json", b"[]"),
        ]

    def test_a_huge_file_is_refused_unread(self, tmp_path):
        path = tmp_path / "huge.json"
        with path.open("wb") as file:
            file.truncate(100 * limits().file_bytes)  # a sparse file of 3 GB

        [refused] = originals(next(find([path])))

        assert refused.name == "huge.json"
        assert "字节" in refused.why

    def test_an_archive_with_a_name_that_leads_out_gives_nothing(self, tmp_path):
        with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
            archive.writestr("c1.json", "{}")
            archive.writestr("../c2.json", "{}")

        [refused] = originals(next(find([tmp_path / "a.zip"])))

        assert "指向包外" in refused.why

    def test_an_archive_that_lies_about_its_sizes_gives_nothing(self, tmp_path):
        path = tmp_path / "a.zip"
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("c1.json", "{}")
            archive.writestr("c2.json", b" " * 50_000)
        size = (50_000).to_bytes(4, "little")
        path.write_bytes(path.read_bytes().replace(size, (10).to_bytes(4, "little")))

        [refused] = originals(next(find([path])))

        assert isinstance(refused, Refused)

    def test_a_file_that_has_gone_meanwhile(self, tmp_path):
        path = tmp_path / "c1.json"
        path.write_bytes(b"{}")
        [source] = find([path])
        path.unlink()

        [refused] = originals(source)

        assert "打不开" in refused.why


class TestHandfuls:
    def test_hold_so_many_files(self):
        files = [file(b"x") for _ in range(FILES + 1)]

        assert [len(some) for some in handfuls(files)] == [FILES, 1]

    def test_hold_so_many_bytes(self):
        files = [file(b"x" * 3_000_000) for _ in range(3)]

        assert [len(some) for some in handfuls(files)] == [1, 1, 1]


def file(data: bytes) -> File:
    original = Original("c1.json", data)
    return File(original, original.sha512)
