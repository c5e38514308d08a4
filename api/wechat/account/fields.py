"""What the account page's forms ask for, and what is said of a field that is wrong.

* InvalidInput
  x Unclear                 (named by its field)
"""

from api.forms import Form
from helpdesk.errors import InvalidInput
from helpdesk.numbers import read_digits, read_id_tail, read_phone

CODE_DIGITS = 6


class Unclear(InvalidInput):
    """A field does not hold what it is for; ``field`` names it."""

    def __init__(self, field: str) -> None:
        super().__init__(f"{field} is unclear")
        self.field = field


def phone_of(form: Form) -> str:
    """Read the mobile number."""
    try:
        return read_phone(form.get("phone", ""))
    except InvalidInput:
        raise Unclear("phone") from None


def tail_of(form: Form) -> str:
    """Read the end of the ID number."""
    try:
        return read_id_tail(form.get("tail", ""))
    except InvalidInput:
        raise Unclear("id_tail") from None


def code_of(form: Form) -> str:
    """Read the code; what can not be one costs no try."""
    code = read_digits(form.get("code", ""))
    if not (code.isascii() and code.isdecimal() and len(code) == CODE_DIGITS):
        raise Unclear("code")
    return code
