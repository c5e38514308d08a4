"""Seeded records on either database, and empty places to restore to."""

from collections.abc import Iterator

import pytest

from tests.helpdesk.conftest import (
    cluster,
    database,
    engine,
    make_settings,
    migrated_database,
    pytest_configure,
    pytest_generate_tests,
    seeded_database,
    seeded_folder,
    sessions,
    settings,
)
from tests.helpdesk.postgres import Cluster, running_cluster

__all__ = [
    "cluster",
    "database",
    "engine",
    "migrated_database",
    "pytest_configure",
    "pytest_generate_tests",
    "seeded_database",
    "seeded_folder",
    "sessions",
    "settings",
]


@pytest.fixture(scope="session")
def other_cluster() -> Iterator[Cluster]:
    """Another machine's PostgreSQL, with nothing on it."""
    with running_cluster() as cluster:
        yield cluster


@pytest.fixture
def elsewhere(request, settings, tmp_path):
    """An empty machine with the keys of the first."""
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    if not settings.is_production:
        return make_settings(folder)
    other = request.getfixturevalue("other_cluster")
    return make_settings(folder, database_url=other.url(other.create()))


@pytest.fixture
def shelf(tmp_path):
    return tmp_path / "shelf"
