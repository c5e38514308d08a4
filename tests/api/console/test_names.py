"""Everything that the console shows has a Chinese name."""

import doctest

import pytest
import yaml

from api.console.calls import dialogue, told
from api.console.names import names
from gonghui.places import NLU_DATA
from helpdesk.models import OfficerRole, Priority, TicketStatus
from helpdesk.quality import Area
from helpdesk.transcripts import Party
from helpdesk.transcripts.analysis import RiskKind, Summary
from helpdesk.transcripts.formats import FORMATS
from helpdesk.transcripts.records.service import LIVE


def catalogue(name):
    return yaml.safe_load((NLU_DATA / name).read_text("utf-8"))


class TestNames:
    def test_every_intent(self):
        known = {name for skill in catalogue("intents.yml").values() for name in skill}

        assert set(names().intents) == known

    def test_every_entity(self):
        assert set(names().entities) == set(catalogue("entities.yml"))

    def test_every_source(self):
        assert set(names().sources) == {LIVE, *(form.name for form in FORMATS)}

    @pytest.mark.parametrize(
        ("named", "kind"),
        [
            ("risks", RiskKind),
            ("parties", Party),
            ("areas", Area),
            ("statuses", TicketStatus),
            ("priorities", Priority),
            ("roles", OfficerRole),
        ],
    )
    def test_every_state(self, named, kind):
        assert set(getattr(names(), named)) == set(kind)

    def test_every_kind_of_fact(self):
        assert set(names().facts) == set(Summary.__dataclass_fields__)

    def test_every_score(self):
        assert [names().band(points).key for points in (100, 85, 84, 60, 59, 0)] == [
            "good",
            "good",
            "fair",
            "fair",
            "poor",
            "poor",
        ]


@pytest.mark.parametrize("module", [told, dialogue])
def test_examples_hold(module):
    assert doctest.testmod(module).failed == 0
