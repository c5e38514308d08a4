"""What a message names: patterns, word lists and a learned tagger, with values."""

from language.entities.candidates import Candidate
from language.entities.patterns import find

__all__ = ["Candidate", "find"]
