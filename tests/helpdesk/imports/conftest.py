"""A file to be taken in, which a test writes."""

import pytest


@pytest.fixture
def file(tmp_path):
    return tmp_path / "会员.csv"
