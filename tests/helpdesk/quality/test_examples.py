"""The examples in docstrings hold."""

import doctest

import pytest

from helpdesk.quality import numbers, sounds
from language import pinyin


@pytest.mark.parametrize("module", [numbers, sounds, pinyin], ids=lambda m: m.__name__)
def test_examples_hold(module):
    result = doctest.testmod(module)

    assert result.attempted
    assert not result.failed
