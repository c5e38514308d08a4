"""One answer for each error; the words come from texts.yml.

The edge's own errors:

* ApiError
  x ConversationNotFound
  x UploadRefused
    + EmptyUpload
    + NotOneFile
    + BrokenUpload
    + UploadTooLarge
"""

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from api.texts import Texts
from helpdesk.errors import (
    Claimed,
    CodeExpired,
    ConfigurationError,
    Conflict,
    DeliveryFailed,
    HelpdeskError,
    IdentityMismatch,
    InvalidInput,
    Locked,
    NotFound,
    NotPermitted,
    Refused,
    TooOften,
    VerificationNeeded,
    WrongCode,
)


class ApiError(Exception):
    """Base class of what the edge itself turns down."""


class ConversationNotFound(ApiError):
    """No conversation has this key."""


class UploadRefused(ApiError):
    """A file that is handed in can not be taken."""


class EmptyUpload(UploadRefused):
    """There is nothing in it."""


class NotOneFile(UploadRefused):
    """A form holds no file, or more than one."""


class BrokenUpload(UploadRefused):
    """It broke off, or is not the form that it says it is."""


class UploadTooLarge(UploadRefused):
    """It is larger than any archive of calls."""


STATUS: Mapping[type[HelpdeskError], tuple[HTTPStatus, str]] = {
    HelpdeskError: (HTTPStatus.INTERNAL_SERVER_ERROR, "failed"),
    NotFound: (HTTPStatus.NOT_FOUND, "not_found"),
    Conflict: (HTTPStatus.CONFLICT, "conflict"),
    Claimed: (HTTPStatus.CONFLICT, "claimed"),
    NotPermitted: (HTTPStatus.FORBIDDEN, "not_permitted"),
    Refused: (HTTPStatus.FORBIDDEN, "refused"),
    Locked: (HTTPStatus.LOCKED, "locked"),
    WrongCode: (HTTPStatus.FORBIDDEN, "wrong_code"),
    CodeExpired: (HTTPStatus.FORBIDDEN, "code_expired"),
    IdentityMismatch: (HTTPStatus.FORBIDDEN, "identity_mismatch"),
    VerificationNeeded: (HTTPStatus.FORBIDDEN, "verification_needed"),
    TooOften: (HTTPStatus.TOO_MANY_REQUESTS, "too_many_messages"),
    InvalidInput: (HTTPStatus.UNPROCESSABLE_ENTITY, "invalid_input"),
    ConfigurationError: (HTTPStatus.INTERNAL_SERVER_ERROR, "failed"),
    DeliveryFailed: (HTTPStatus.BAD_GATEWAY, "failed"),
}
"""What each error of the rules is on the wire: the status and the text's name."""

UPLOADS: Mapping[type[UploadRefused], tuple[HTTPStatus, str]] = {
    EmptyUpload: (HTTPStatus.UNPROCESSABLE_ENTITY, "upload_empty"),
    NotOneFile: (HTTPStatus.UNPROCESSABLE_ENTITY, "upload_one_file"),
    BrokenUpload: (HTTPStatus.UNPROCESSABLE_ENTITY, "upload_unreadable"),
    UploadTooLarge: (HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "upload_too_large"),
}
"""What each refusal of an upload is on the wire."""

HTTP_TEXTS: Mapping[int, str] = {
    401: "token_wrong",
    400: "request_unreadable",  # FastAPI's word for a body that is not UTF-8 JSON
    404: "page_not_found",
    405: "method_not_allowed",
    413: "request_too_large",
}
"""What the framework's own refusals are in words."""

FLAWS: Mapping[str, str] = {
    "body missing": "request_not_an_object",
    "body json_invalid": "request_unreadable",
    "body model_attributes_type": "request_not_an_object",
    "text missing": "text_missing",
    "text text_missing": "text_missing",
    "text text_too_long": "text_too_long",
    "text text_unreadable": "text_unreadable",
    "text string_type": "text_not_a_string",
    "text string_too_long": "speech_too_long",
    "text string_unicode": "text_unreadable",
    "conversation string_type": "conversation_unreadable",
    "message_id string_type": "message_id_unreadable",
    "message_id string_unicode": "message_id_unreadable",
    "message_id string_pattern_mismatch": "message_id_unreadable",
}
"""What pydantic found, as field and kind, in words."""


FIELDS: Mapping[str, str] = {
    "call_id": "call_id_wrong",
    "seq": "seq_wrong",
    "event": "event_wrong",
    "caller": "caller_wrong",
    "confidence": "nbest_wrong",
    "nbest": "nbest_wrong",
    "digits": "digits_wrong",
}
"""What is wrong with a field of the hotline, whatever kind of wrong it is."""


def answer(status: int, detail: str, **headers: str) -> JSONResponse:
    """Give a refusal the one shape that all have."""
    return JSONResponse({"detail": detail}, status, headers)


def install(app: FastAPI, texts: Texts) -> None:
    """Answer every error of this application in Chinese."""

    @app.exception_handler(HelpdeskError)
    async def refused(_: Request, error: HelpdeskError) -> JSONResponse:
        status, text = next(
            STATUS[kind] for kind in type(error).mro() if kind in STATUS
        )
        return answer(status, getattr(texts, text))

    @app.exception_handler(ConversationNotFound)
    async def unknown(_: Request, __: ConversationNotFound) -> JSONResponse:
        return answer(HTTPStatus.NOT_FOUND, texts.conversation_not_found)

    @app.exception_handler(TooOften)
    async def too_many(_: Request, error: TooOften) -> JSONResponse:
        detail = texts.too_many_messages.format(seconds=error.seconds)
        headers = {"Retry-After": str(error.seconds)}
        return answer(HTTPStatus.TOO_MANY_REQUESTS, detail, **headers)

    @app.exception_handler(UploadRefused)
    async def not_taken(_: Request, error: UploadRefused) -> JSONResponse:
        status, text = UPLOADS[type(error)]
        return answer(status, getattr(texts, text))

    @app.exception_handler(RequestValidationError)
    async def invalid(_: Request, error: RequestValidationError) -> JSONResponse:
        detail = _in_words(error.errors(), texts)
        return answer(HTTPStatus.UNPROCESSABLE_ENTITY, detail)

    @app.exception_handler(HTTPException)
    async def declined(_: Request, error: HTTPException) -> JSONResponse:
        detail = getattr(texts, HTTP_TEXTS.get(error.status_code, "failed"))
        status = 422 if error.status_code == HTTPStatus.BAD_REQUEST else None
        headers = dict(error.headers or {})
        return answer(status or error.status_code, detail, **headers)


def _in_words(flaws: Sequence[Any], texts: Texts) -> str:
    """Name the first flaw; people mend one thing at a time."""
    first = flaws[0]
    where = first["loc"][1] if len(first["loc"]) > 1 else first["loc"][0]
    field = "body" if isinstance(where, int) else where
    text: str = getattr(texts, FLAWS.get(f"{field} {first['type']}") or _field(field))
    return text.format(**first.get("ctx", {}))


def _field(name: str) -> str:
    return FIELDS.get(name, "request_wrong")
