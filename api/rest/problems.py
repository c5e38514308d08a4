"""How errors are answered: RFC 9457, with types that stay as they are."""

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field

from api.errors import ApiError
from helpdesk.errors import (
    Claimed,
    Conflict,
    InvalidInput,
    KeyReused,
    NotFound,
    NotPermitted,
    Refused,
    Stale,
    TooOften,
    TransitionNotAllowed,
)

FILE = Path(__file__).with_name("problems.yml")
TYPES = "/api/v1/problems/"
MEDIA_TYPE = "application/problem+json"


class TokenMissing(ApiError):
    """A request came without a token."""


class TokenWrong(ApiError):
    """The token is none, or over, or was taken back."""


class NotJson(ApiError):
    """A body is not said to be JSON."""


class Flaw(BaseModel):
    """One thing that is wrong with a request."""

    pointer: str = Field(description="where: a JSON pointer into the request")
    code: str = Field(description="what: stays as it is")


class Problem(BaseModel):
    """What went wrong: `type` for programs, `title` for people."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "type": f"{TYPES}not-found",
                "title": "没有这条记录",
                "status": 404,
            }
        }
    )

    type: str = Field(description="which problem it is; never changes")
    title: str = Field(description="the problem in Chinese, fit to be shown")
    status: int
    detail: str | None = Field(None, description="what to do about it, in Chinese")
    errors: list[Flaw] | None = Field(None, description="which parts of the request")
    hint: str | None = Field(None, description="for developers, in English; may change")


class Entry(BaseModel):
    """A line of the table."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    status: int
    title: str
    detail: str | None = None


OF_ERRORS: Mapping[type[Exception], str] = {
    TokenMissing: "token-missing",
    TokenWrong: "token-wrong",
    NotJson: "media-type",
    TooOften: "too-many-requests",
    NotFound: "not-found",
    NotPermitted: "not-permitted",
    Refused: "not-permitted",
    KeyReused: "key-reused",
    Stale: "stale",
    Claimed: "claimed",
    TransitionNotAllowed: "transition-not-allowed",
    Conflict: "conflict",
    InvalidInput: "invalid",
    Exception: "failed",
}
"""Which problem an error is; the nearest class counts."""

OF_STATUS: Mapping[int, str] = {
    404: "no-such-address",
    405: "method-not-allowed",
    413: "too-large",
}
"""Which problem the framework's own refusals are."""


@cache
def problems() -> Mapping[str, Entry]:
    """Read the table once."""
    said = yaml.safe_load(FILE.read_text("utf-8"))
    return {slug: Entry.model_validate(entry) for slug, entry in said.items()}


def name_of(error: Exception) -> str:
    """Return which problem an error is."""
    return next(OF_ERRORS[kind] for kind in type(error).mro() if kind in OF_ERRORS)


def problem(
    slug: str,
    *,
    errors: Sequence[Flaw] = (),
    hint: str | None = None,
    headers: Mapping[str, str] | None = None,
) -> JSONResponse:
    """Answer with a problem."""
    entry = problems()[slug]
    said = Problem(
        type=f"{TYPES}{slug}",
        title=entry.title,
        status=entry.status,
        detail=entry.detail,
        errors=list(errors) or None,
        hint=hint,
    )
    return JSONResponse(
        said.model_dump(exclude_none=True), entry.status, headers, MEDIA_TYPE
    )


def flaws(found: Sequence[Any]) -> list[Flaw]:
    """Say where and what is wrong, without what was sent.

    >>> flaws([{"loc": ("body", "details", "a/b"), "type": "string_type"}])
    [Flaw(pointer='/body/details/a~1b', code='string_type')]
    """
    return [Flaw(pointer=_pointer(one["loc"]), code=one["type"]) for one in found]


def _pointer(parts: Sequence[str | int]) -> str:
    escaped = (str(part).replace("~", "~0").replace("/", "~1") for part in parts)
    return "".join(f"/{part}" for part in escaped)


def described(*slugs: str) -> dict[int | str, dict[str, Any]]:
    """Describe the problems of an operation that wants a token, for the schema."""
    return answered(
        "token-missing",
        "not-permitted",
        "invalid",
        "too-many-requests",
        *slugs,
        "failed",
    )


def answered(*slugs: str) -> dict[int | str, dict[str, Any]]:
    """Describe what an operation may answer with, by its status."""
    found: dict[int | str, list[str]] = {}
    for slug in slugs:
        found.setdefault(problems()[slug].status, []).append(problems()[slug].title)
    content = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    return {
        status: {"description": "；".join(titles), "content": content}
        for status, titles in found.items()
    }
