from datetime import date
from pathlib import Path

import pytest

from gonghui.places import NLU_DATA
from language import Catalogue, Model
from language.examples import read_folder

TOY = Path(__file__).parents[1] / "language" / "toy"


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    return Catalogue.load(TOY)


@pytest.fixture(scope="session")
def toy_model(catalogue) -> Model:
    """A model of six intents, trained in seconds."""
    examples = (taught.example for taught in read_folder(TOY / "examples"))
    return Model.train(examples, catalogue, NLU_DATA)


@pytest.fixture(scope="session")
def today() -> date:
    return date(2026, 7, 15)  # a Wednesday
