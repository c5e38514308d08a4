"""What every calculation returns besides its figure."""

from dataclasses import dataclass

from helpdesk.calculators.rules import SHARED, rules, told
from helpdesk.calculators.statutes import WHOLE, Citation


@dataclass(frozen=True, slots=True, kw_only=True)
class Reckoning:
    """How a figure came about: to be read aloud, looked up and doubted.

    `cautions` name what was not known or is not verified, so that no worker takes an
    estimate for an award.
    """

    steps: tuple[str, ...]
    citations: tuple[Citation, ...]
    cautions: tuple[str, ...] = ()


def cited_as(citation: Citation) -> str:
    """Name an article as it is read to a worker.

    >>> from helpdesk.calculators.statutes import cite
    >>> cited_as(cite("contract_law", "47")[0])
    '劳动合同法第47条（2008年1月1日起施行）'
    """
    forms = rules(SHARED).content["citation"]
    form = str(forms["whole" if citation.article == WHOLE else "article"])
    return form.format(
        statute=citation.statute,
        article=citation.article,
        in_force=told(citation.in_force),
    )
