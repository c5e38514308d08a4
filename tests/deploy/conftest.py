from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.deploy.gateway import Upstream, running


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable]:
    """Start a gateway in front of processes or ports; all end with the test."""
    with ExitStack() as stack:

        def begin(*behind: Upstream | int, **said):
            ports = [
                each
                if isinstance(each, int)
                else stack.enter_context(each.running()).port
                for each in behind
            ]
            return stack.enter_context(running(tmp_path, *ports, **said))

        yield begin
