"""`python -m bot …` is `rasa …` without what its pinned packages say of each other.

Hundreds of deprecation warnings of packages that cannot be upgraded would hide the
lines an operator has to see; some of those packages undo PYTHONWARNINGS.
"""

import warnings


def _silent(*_message: object, **_place: object) -> None:
    """Take a warning and say nothing."""


if __name__ == "__main__":
    warnings.showwarning = _silent
    from rasa.__main__ import main  # the import alone warns dozens of times

    from bot import quick

    quick.install()
    main()
