"""What every calculation returns besides its figure."""

from dataclasses import dataclass

from helpdesk.calculators.statutes import Citation


@dataclass(frozen=True, slots=True, kw_only=True)
class Reckoning:
    """How a figure came about: to be read aloud, looked up and doubted.

    `cautions` name what was not known or is not verified, so that no worker takes an
    estimate for an award.
    """

    steps: tuple[str, ...]
    citations: tuple[Citation, ...]
    cautions: tuple[str, ...] = ()
