"""Reckoning: the calculators as officers fill them in, beside a ticket."""

from helpdesk.reckoning.forms import Field, Form, FormKind, form, forms
from helpdesk.reckoning.results import Reckoned, reckon

__all__ = ["Field", "Form", "FormKind", "Reckoned", "form", "forms", "reckon"]
