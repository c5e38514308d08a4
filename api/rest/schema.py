"""The OpenAPI document: FastAPI's, with what it can not know."""

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from pydantic import BaseModel

from api.rest.problems import Problem

REF = "#/components/schemas/{model}"
PREFIX = "/api/v1"


def schema_of(app: FastAPI) -> dict[str, Any]:
    """Return the document, made once."""
    if app.openapi_schema is None:
        app.openapi_schema = _completed(
            get_openapi(
                title=app.title,
                version=app.version,
                description=DESCRIPTION,
                routes=app.routes,
            )
        )
    return app.openapi_schema


DESCRIPTION = (
    "Tickets, unions, articles and webhooks for other systems. "
    "See docs/rest.md for a token and a first call."
)


def _completed(schema: dict[str, Any]) -> dict[str, Any]:
    """Add where it is, how one gets in, and the problems."""
    schema["servers"] = [{"url": PREFIX}]
    parts = schema.setdefault("components", {})
    parts["securitySchemes"] = {"token": {"type": "http", "scheme": "bearer"}}
    parts["schemas"] |= _models(Problem)
    for unused in ("HTTPValidationError", "ValidationError"):
        parts["schemas"].pop(unused, None)
    for path, operations in schema["paths"].items():
        for operation in operations.values():
            if not path.startswith("/problems"):
                operation["security"] = [{"token": []}]
    return schema


def _models(model: type[BaseModel]) -> dict[str, Any]:
    made = model.model_json_schema(ref_template=REF)
    return {**made.pop("$defs", {}), model.__name__: made}
