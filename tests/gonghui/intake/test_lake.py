import pyarrow.parquet as pq
import pytest

from gonghui.intake.lake import HALF, Lake
from gonghui.intake.rows import rows
from helpdesk.errors import ConfigurationError
from helpdesk.sealing import KeyRing, Sealer
from helpdesk.transcripts import Original
from helpdesk.transcripts.records import take_in

SEALER = Sealer(KeyRing({"k1": b"f" * 32}, b"l" * 32))


@pytest.fixture(scope="module")
def kept(files, analyst):
    paths = sorted(files.rglob("call*"))[:6]
    return take_in([Original(path.name, path.read_bytes()) for path in paths], analyst)


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "parquet"


def table(folder, name: str) -> list[dict]:
    return pq.read_table(folder / name).to_pylist()


class TestAdd:
    def test_writes_a_row_a_call_and_a_row_a_turn(self, folder, kept):
        Lake(folder, SEALER).add(rows(kept))

        calls, turns = table(folder, "calls"), table(folder, "turns")
        assert len(calls) == len(kept)
        assert len(turns) == sum(call["turns"] for call in calls)
        assert {turn["call"] for turn in turns} == {call["call"] for call in calls}
        assert sum(t["intent"] is not None for t in turns) == sum(
            c["caller_turns"] for c in calls
        )

    def test_nobody_is_in_it(self, folder, kept):
        Lake(folder, SEALER).add(rows(kept))

        told = str(table(folder, "calls")) + str(table(folder, "turns"))
        for one in kept:
            assert one.original.sha512 not in told
            assert one.transcript.call_id not in told
        assert "幺三八零零" not in told

    def test_a_call_that_is_in_it_is_not_written_again(self, folder, kept):
        Lake(folder, SEALER).add(rows(kept[:4]))

        lake = Lake(folder, SEALER)
        lake.add(rows(kept))
        lake.add(rows(kept))

        calls = [call["call"] for call in table(folder, "calls")]
        assert len(calls) == len(set(calls)) == len(kept)
        assert all(one.original.sha512 in lake for one in kept)

    def test_a_call_that_was_deleted_does_not_come_back(self, folder, kept):
        lake = Lake(folder, SEALER)

        lake.add(rows(kept), without={kept[0].original.sha512})

        assert len(table(folder, "calls")) == len(kept) - 1
        assert kept[0].original.sha512 not in lake

    def test_its_files_are_the_owners_alone(self, folder, kept):
        Lake(folder, SEALER).add(rows(kept))

        assert all(
            path.stat().st_mode & 0o077 == 0 for path in folder.rglob("*.parquet")
        )


class TestOpening:
    def test_what_a_kill_left_over_is_swept_away(self, folder, kept):
        Lake(folder, SEALER).add(rows(kept[:3]))
        [whole] = (folder / "calls").glob("*.parquet")
        orphan = folder / "turns" / "0.parquet"
        half = folder / "calls" / f"1.parquet{HALF}"
        orphan.write_bytes(b"turns without their calls")
        half.write_bytes(b"PAR1")

        lake = Lake(folder, SEALER)

        assert not orphan.exists()
        assert not half.exists()
        assert whole.exists()
        assert kept[0].original.sha512 in lake
        assert kept[5].original.sha512 not in lake

    def test_pseudonyms_of_two_keys_are_not_mixed(self, folder, kept):
        Lake(folder, SEALER).add(rows(kept[:3]))

        with pytest.raises(ConfigurationError, match="换一个新文件夹"):
            Lake(folder, Sealer(KeyRing({"k1": b"f" * 32}, b"m" * 32)))
