"""How the states of records are said: the words that members read in their export."""

from enum import StrEnum

from helpdesk.privacy.holdings import words


def said(state: StrEnum | None) -> str:
    """Return a state in Chinese; nothing for none."""
    if state is None:
        return ""
    return words()[type(state).__name__][state.value]
