import random
import subprocess
import sys
import time
from pathlib import Path

import pytest

from benchmarks.processes import family
from benchmarks.transcripts import canon, synthetic
from benchmarks.transcripts.noise import Noise
from benchmarks.transcripts.watching import Watched, watch
from gonghui.intake.sources import Source, find, originals
from helpdesk.transcripts import Original, Party, read

COUNT = 44  # every format four times, two archives' worth
CHANCE = random.Random(1)  # noqa: S311 - repeatable


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    return tmp_path_factory.mktemp("calls")


@pytest.fixture(scope="module")
def scripts(folder):
    return synthetic.write(folder, COUNT)


def readings(folder: Path):
    for source in find([folder]):
        assert isinstance(source, Source)
        for file in originals(source):
            assert isinstance(file, Original)
            yield read(file)


class TestWrite:
    def test_every_call_is_read_as_it_was_made(self, folder, scripts):
        found = list(readings(folder))

        assert len(found) == COUNT
        for reading in found:
            segments = reading.transcript.segments
            assert len(segments) == synthetic.TURNS
            assert {s.party for s in segments} == {Party.agent, Party.customer}

    def test_every_format_is_among_them(self, folder, scripts):
        sources = {reading.transcript.source for reading in readings(folder)}

        assert len(sources) == 10  # two kinds of table are one format

    def test_no_two_calls_have_one_name(self, folder, scripts):
        names = [reading.transcript.call_id for reading in readings(folder)]

        assert len(set(names)) == COUNT

    def test_the_same_seed_gives_the_same_files(self, folder, scripts, tmp_path):
        synthetic.write(tmp_path, COUNT)

        again = {path.name: path.read_bytes() for path in tmp_path.rglob("*.*")}
        assert again == {path.name: path.read_bytes() for path in folder.rglob("*.*")}

    def test_every_skill_is_asked_for(self):
        asked = synthetic.Book.open().asked

        assert set(asked) >= {"legal_aid", "membership", "dream_plan", "tickets"}
        assert synthetic.ASIDE not in asked

    def test_seats_have_more_than_sixty_lines(self):
        lines = synthetic.Book.open().lines
        parts = ("openings", "questions", "explanations", "promises", "closings")

        assert sum(len(lines[part]) for part in parts) >= 60


class TestNoise:
    def test_mishears_by_sound_alone(self):
        noise = Noise.learn(["工伤公商"], ["呃"], misheard=1.0, lost=0, filler=0)

        heard = noise.spoil("工伤", CHANCE)

        assert heard in {"公商"}

    def test_without_noise_nothing_changes(self):
        noise = Noise({}, ["呃"], again=0, filler=0, misheard=0, lost=0)

        assert noise.spoil("公司不发工资", CHANCE) == "公司不发工资"


class TestGrowth:
    def test_a_climb_in_the_second_half_is_seen(self):
        flat = Watched(100, memory=[(at, 500.0) for at in range(100)])
        climbing = Watched(100, memory=[(at, 500.0 + at) for at in range(100)])

        assert flat.growth == 0
        assert climbing.growth == pytest.approx(50 / 550, rel=0.01)


class TestFamily:
    def test_counts_the_children_of_every_thread(self, tmp_path):
        script = (
            "import subprocess, threading, sys\n"
            "def child(): subprocess.run([sys.executable, '-c', 'input()'])\n"
            "threading.Thread(target=child).start()\n"
            "print('up', flush=True)\n"
        )
        with subprocess.Popen(
            [sys.executable, "-c", script],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        ) as parent:
            parent.stdout.readline()
            for _ in range(100):
                if len(family(parent.pid)) == 2:
                    break
                time.sleep(0.05)
            found = family(parent.pid)

        assert len(found) == 2


class TestWritten:
    def test_what_differs_in_the_last_bit_is_the_same(self):
        assert canon.written({"c": 0.1 + 0.2}) == canon.written({"c": 0.3})
        assert canon.written({"c": 0.31}) != canon.written({"c": 0.3})


class TestWatch:
    def test_kills_in_time(self):
        process = subprocess.Popen(
            [sys.executable, "-c", "input()"],
            stdin=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

        watched = watch(process, until=lambda: True)
        process.stdin.close()

        assert process.returncode == -9
        assert watched.seconds < 30
