from datetime import date
from pathlib import Path

import pytest

from language import Catalogue, Example, Model
from language.examples import read_folder
from language.page import Page
from language.reading import Reader
from language.resources import Resources

NLU_DATA = Path(__file__).parents[2] / "nlu_data"
TOY = Path(__file__).parent / "toy"
TODAY = date(2026, 7, 15)  # a Wednesday


@pytest.fixture(scope="session")
def resources() -> Resources:
    return Resources.load(NLU_DATA)


@pytest.fixture(scope="session")
def reader(resources) -> Reader:
    return Reader.build(resources)


@pytest.fixture(scope="session")
def read(reader):
    return lambda text: reader.read(text, today=TODAY)


@pytest.fixture(scope="session")
def page(reader, read):
    """Lay readings of several texts one after the other."""
    return lambda *texts: Page([read(text) for text in texts], reader.sounds)


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    return Catalogue.load(TOY)


@pytest.fixture(scope="session")
def examples() -> tuple[Example, ...]:
    return tuple(taught.example for taught in read_folder(TOY / "examples"))


@pytest.fixture(scope="session")
def model(examples, catalogue) -> Model:
    return Model.train(examples, catalogue, NLU_DATA)


@pytest.fixture(scope="session")
def understand(model):
    return lambda text, **given: model.understand(text, **{"today": TODAY, **given})
