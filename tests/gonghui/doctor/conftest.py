"""Records on either database, whole or wanting."""

from tests.helpdesk.conftest import (
    cluster,
    database,
    engine,
    migrated_database,
    pytest_configure,
    pytest_generate_tests,
    seeded_database,
    seeded_folder,
    sessions,
    settings,
)

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
