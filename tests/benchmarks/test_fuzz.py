"""The seeds of the fuzzers, and a few damaged ones, without the fuzzer itself."""

import random

import pytest

from benchmarks.fuzz.targets import CORPUS, TARGETS

SEEDS = sorted(path for path in CORPUS.glob("*/*") if path.is_file())
DAMAGES = 20


def damaged(data: bytes, dice: random.Random) -> bytes:
    """Cut, repeat, turn and overwrite a few bytes."""
    bytes_ = bytearray(data)
    for _ in range(dice.randint(1, 8)):
        at = dice.randrange(len(bytes_) + 1)
        match dice.randrange(4):
            case 0:
                del bytes_[at : at + dice.randint(1, 30)]
            case 1:
                bytes_[at:at] = bytes_[at : at + 20] * dice.randint(1, 5)
            case 2:
                bytes_[at:at] = dice.choice([b"\0", b"[" * 99, b"\xff", b"9" * 400])
            case _:
                bytes_[at : at + 1] = bytes([dice.randrange(256)])
    return bytes(bytes_)


class TestTargets:
    def test_each_has_seeds(self):
        assert {path.parent.name for path in SEEDS} == set(TARGETS)

    @pytest.mark.parametrize("seed", SEEDS, ids=lambda p: f"{p.parent.name}/{p.name}")
    def test_read_or_refuse_what_is_damaged(self, seed):
        run, dice = TARGETS[seed.parent.name], random.Random(seed.name)  # noqa: S311
        run(seed.read_bytes())

        for _ in range(DAMAGES):
            run(damaged(seed.read_bytes(), dice))
