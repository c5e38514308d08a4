import itertools

import pytest

from gonghui.cluster import database
from gonghui.cluster.compose import read
from gonghui.cluster.layout import lay_out
from gonghui.places import ROOT


@pytest.fixture
def compose():
    """The file that installations start with."""
    return read(ROOT / "compose.yaml", {})


@pytest.fixture
def layout(compose, tmp_path, monkeypatch):
    monkeypatch.setattr(database, "owner", lambda: None)
    return lay_out(
        compose,
        folder=tmp_path / "cluster",
        root=ROOT,
        model=tmp_path / "model.tar.gz",
        ports=itertools.count(20_000),
    )
