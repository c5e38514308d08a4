"""The fast gates of the language data: `python -m tools.language_data`."""

from tools.language_data.data import LanguageData
from tools.language_data.rules import RULES, findings

__all__ = ["RULES", "LanguageData", "findings"]
