"""Macros: steps that are taken together, written one a line."""

from helpdesk.macros.keeping import Draft
from helpdesk.macros.running import Done
from helpdesk.macros.service import macros
from helpdesk.macros.steps import Do, Step

__all__ = ["Do", "Done", "Draft", "Step", "macros"]
