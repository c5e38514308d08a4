"""Our vCons in the package ``vcon``, and its vCons in our reader."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from helpdesk.privacy.redaction import redact
from helpdesk.transcripts.exchange import masked, to_vcon
from tests.helpdesk.transcripts.test_exchange import (
    CALLS,
    NOW,
    VALID,
    back,
    from_writer,
)

ORACLE = Path(__file__).with_name("vcon_oracle.py")


def ask(deed, vcons):
    """Hand vCons to the package; it takes a second to start, so all at once."""
    lines = "\n".join(json.dumps({"deed": deed, "vcon": vcon}) for vcon in vcons)
    asked = [sys.executable, "-W", "ignore", str(ORACLE)]
    done = subprocess.run(
        asked, input=lines, capture_output=True, text=True, check=True, timeout=60
    )
    return [json.loads(line) for line in done.stdout.splitlines()]


@pytest.fixture(scope="module")
def transcripts():
    writers = ("aliyun", "iflytek", "webvtt")
    return [from_writer(writer, call) for call in CALLS.values() for writer in writers]


class TestPackage:
    def test_finds_nothing_wrong_with_ours(self, transcripts):
        ours = [to_vcon(transcript, created_at=NOW) for transcript in transcripts]

        found = ask("judge", [*ours, *(masked(vcon, redact) for vcon in ours)])

        assert len(found) == 2 * 3 * len(CALLS)
        assert all(faults == [] for faults in found)

    def test_finds_what_is_wrong(self, transcripts):
        good = to_vcon(transcripts[0], created_at=NOW)

        [beyond, unknown] = ask(
            "judge",
            [
                good | {"dialog": [good["dialog"][0] | {"parties": [9]}]},
                good | {"dialog": [good["dialog"][0] | {"type": "chatter"}]},
            ],
        )

        assert beyond
        assert unknown

    def test_what_it_writes_is_read_by_us(self, transcripts):
        ours = [to_vcon(transcript, created_at=NOW) for transcript in transcripts]

        theirs = ask("write", ours)

        for transcript, vcon in zip(transcripts, theirs, strict=True):
            VALID.validate(vcon)
            assert back(vcon).transcript == transcript
