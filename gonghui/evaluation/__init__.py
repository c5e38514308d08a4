"""What `gonghui evaluate` reports: figures, and the ways to show them."""

from gonghui.evaluation.figures import Figures, figures_of
from gonghui.evaluation.judge import Judged, Speed, judge
from gonghui.evaluation.mistakes import Mistake, mistakes_of

__all__ = [
    "Figures",
    "Judged",
    "Mistake",
    "Speed",
    "figures_of",
    "judge",
    "mistakes_of",
]
