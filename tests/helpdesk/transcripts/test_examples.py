"""The examples in docstrings hold."""

import doctest

import pytest

from helpdesk.transcripts import decoding, documents, nodes, opening, speakers, texts
from helpdesk.transcripts.formats import cues


@pytest.mark.parametrize(
    "module",
    [cues, decoding, documents, nodes, opening, speakers, texts],
    ids=lambda m: m.__name__,
)
def test_examples_hold(module):
    result = doctest.testmod(module)

    assert result.attempted
    assert not result.failed
