import tarfile
from pathlib import Path

import pytest

from benchmarks.transcripts import synthetic
from gonghui.places import NLU_DATA
from helpdesk.transcripts.analysis import Analyst
from language import Catalogue, Model
from language.examples import read_folder

TOY = Path(__file__).parents[2] / "language" / "toy"


@pytest.fixture(scope="session")
def archive(tmp_path_factory):
    """A model of few examples, as `gonghui train` leaves one; it knows all intents."""
    folder = tmp_path_factory.mktemp("toy")
    examples = (taught.example for taught in read_folder(TOY / "examples"))
    model = Model.train(examples, Catalogue.load(NLU_DATA), NLU_DATA)
    model.save(folder / "language")
    path = folder / "gonghui.tar.gz"
    with tarfile.open(path, "w:gz") as packed:
        packed.add(folder / "language", arcname="components/language")
    return path


@pytest.fixture(scope="session")
def analyst(archive) -> Analyst:
    return Analyst.load(archive)


@pytest.fixture(scope="session")
def files(tmp_path_factory):
    """Sixty short calls in all formats; two of them in an archive."""
    folder = tmp_path_factory.mktemp("calls")
    synthetic.write(folder, 60, turns=8)
    return folder


@pytest.fixture
def data_dir(archive, tmp_path, monkeypatch):
    """A data directory with the toy model, which commands find."""
    folder = tmp_path / "data"
    (folder / "models").mkdir(parents=True)
    (folder / "models" / "gonghui.tar.gz").symlink_to(archive)
    monkeypatch.setenv("GONGHUI_DATA_DIR", str(folder))
    return folder
