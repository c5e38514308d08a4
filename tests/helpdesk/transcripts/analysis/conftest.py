"""The analyst with the trained model, loaded once."""

import pytest

from gonghui.places import trained_model
from helpdesk.config import Settings
from helpdesk.transcripts.analysis import Analysis, Analyst
from tests.helpdesk.transcripts.analysis.expected import transcript


@pytest.fixture(scope="session")
def analyst() -> Analyst:
    return Analyst.load(trained_model(Settings()))


@pytest.fixture(scope="session")
def analysed(analyst):
    """Analyse a call that is given as its turns."""

    def analyse(*turns: dict[str, str]) -> Analysis:
        [analysis] = analyst.analyse([transcript(*turns)])
        return analysis

    return analyse
