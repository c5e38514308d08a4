"""What the account page says of each error: what happened, and what to do."""

from collections.abc import Mapping
from http import HTTPStatus

from api.wechat.account.fields import Unclear
from api.wechat.account.words import words
from helpdesk.clock import SHENZHEN
from helpdesk.errors import (
    CodeExpired,
    HelpdeskError,
    IdentityMismatch,
    InvalidInput,
    Locked,
    NotFound,
    VerificationNeeded,
    WrongCode,
)

REFUSALS: Mapping[type[HelpdeskError], tuple[HTTPStatus, str]] = {
    Locked: (HTTPStatus.LOCKED, "locked"),
    WrongCode: (HTTPStatus.FORBIDDEN, "wrong_code"),
    CodeExpired: (HTTPStatus.FORBIDDEN, "code_expired"),
    IdentityMismatch: (HTTPStatus.FORBIDDEN, "mismatch"),
    VerificationNeeded: (HTTPStatus.FORBIDDEN, "proof_needed"),
    NotFound: (HTTPStatus.NOT_FOUND, "account_unknown"),
    InvalidInput: (HTTPStatus.UNPROCESSABLE_ENTITY, "failed"),
    HelpdeskError: (HTTPStatus.CONFLICT, "failed"),
}
"""The nearest class counts."""


def told(error: HelpdeskError) -> tuple[int, str]:
    """Return the status and the words for what went wrong."""
    status, name = next(
        REFUSALS[kind] for kind in type(error).mro() if kind in REFUSALS
    )
    if isinstance(error, Unclear):
        name = error.field
    return status, words().say[name].format(**_facts(error))


def _facts(error: HelpdeskError) -> Mapping[str, object]:
    if isinstance(error, Locked):
        return {"until": f"{error.until.astimezone(SHENZHEN):%H:%M}"}
    if isinstance(error, WrongCode | IdentityMismatch):
        return {"left": error.left}
    return {}
