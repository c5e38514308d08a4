from tests.helpdesk.canned.conftest import staff  # noqa: F401 - a fixture
