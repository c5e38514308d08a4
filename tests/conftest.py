"""What every test shares."""

from collections.abc import Generator, Iterator

import pytest
from argon2 import PasswordHasher

from helpdesk.officers import passwords

REAL = passwords._hasher
QUICK = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


@pytest.fixture(scope="session", autouse=True)
def _quick_passwords() -> Iterator[None]:
    """Hash in no time: it is slow on purpose, and thousands of tests hire somebody."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passwords, "_hasher", lambda: QUICK)
        yield


@pytest.fixture
def real_passwords(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hash as the city does."""
    monkeypatch.setattr(passwords, "_hasher", REAL)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[
    None, pytest.TestReport, pytest.TestReport
]:
    """Write what was printed so that it can be sent: halves of characters cannot."""
    report = yield
    report.sections = [
        (name, text.encode("utf-8", "backslashreplace").decode())
        for name, text in report.sections
    ]
    return report
