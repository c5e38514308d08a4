"""Steps: every matter moves along its table, and each step is written down."""

from helpdesk.steps.service import By, Progress, steps

__all__ = ["By", "Progress", "steps"]
